//! Tables: matrices, aligned formulas, diagrams; and proofs, which are stacked fractions.

use super::{Around, Attributes, Writer, plain, spaced};
use ratex_parser::ParseNode;
use ratex_parser::parse_node::{AlignSpec, AlignType, ArrayTag, ProofBranch};

impl Writer {
    pub(super) fn table(&mut self, node: &ParseNode, around: Around) {
        let ParseNode::Array { body, cols, hlines_before_row, col_separation_type, tags, arraystretch, .. } = node
        else {
            return;
        };
        let aligned = col_separation_type.as_deref().is_some_and(|kind| kind.starts_with("align") || kind == "gather");
        let columns = body.iter().map(Vec::len).max().unwrap_or(0);
        let aligns = column_aligns(cols.as_deref(), columns);
        let lines = |on: &mut dyn Iterator<Item = bool>| {
            on.map(|on| if on { "solid" } else { "none" }).collect::<Vec<_>>().join(" ")
        };
        let rows =
            lines(&mut hlines_before_row.iter().skip(1).take(body.len().saturating_sub(1)).map(|l| !l.is_empty()));
        let ruled = column_lines(cols.as_deref().unwrap_or_default());
        let between = lines(&mut ruled.iter().copied());
        let mut attributes = vec![("columnalign", aligns.join(" "))];
        if aligned {
            attributes.push(("columnspacing", "0em 2em".to_owned()));
        }
        if around.display || aligned {
            attributes.push(("displaystyle", aligned.to_string()));
        }
        if rows.contains("solid") {
            attributes.push(("rowlines", rows));
        }
        if between.contains("solid") {
            attributes.push(("columnlines", between));
        }
        if (arraystretch - 1.0).abs() > f64::EPSILON {
            attributes.push(("rowspacing", format!("{:.2}em", (arraystretch - 1.0).max(0.0))));
        }
        let attributes: Vec<(&str, &str)> = attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.open("mtable", &attributes);
        for (index, row) in body.iter().enumerate() {
            self.open("mtr", &[]);
            for (column, cell) in row.iter().enumerate() {
                let align = aligns.get(column).copied().unwrap_or("center");
                // MathML Core aligns by style alone.
                let style = format!("text-align: {align}");
                let styled: Attributes = if align == "center" { &[] } else { &[("style", &style)] };
                self.open("mtd", styled);
                self.one(cell, Around { display: aligned, ..around });
                self.close("mtd");
            }
            if let Some(ArrayTag::Explicit(tag)) = tags.as_ref().and_then(|tags| tags.get(index)) {
                self.open("mtd", &[]);
                self.leaf("mtext", &[], &spaced(&plain(tag)));
                self.close("mtd");
            }
            self.close("mtr");
        }
        self.close("mtable");
    }

    pub(super) fn diagram_arrow(
        &mut self,
        direction: &str,
        above: Option<&ParseNode>,
        below: Option<&ParseNode>,
        around: Around,
    ) {
        let (sign, across) = match direction {
            "right" => ("\u{2192}", true),
            "left" => ("\u{2190}", true),
            "horiz_eq" => ("=", true),
            "up" => ("\u{2191}", false),
            "down" => ("\u{2193}", false),
            "vert_eq" => ("\u{2225}", false),
            _ => return,
        };
        let inside = Around { display: false, ..around };
        if across {
            return self.scripts(above, below, true, inside, |out| out.leaf("mo", &[("stretchy", "true")], sign));
        }
        self.open("mrow", &[]);
        above.into_iter().for_each(|label| self.one(label, inside));
        self.leaf("mo", &[("stretchy", "true")], sign);
        below.into_iter().for_each(|label| self.one(label, inside));
        self.close("mrow");
    }

    /// A step of a proof: what it follows from over a line, with the names of the rule beside it.
    pub(super) fn proof(&mut self, branch: &ProofBranch, around: Around) {
        if branch.premises.is_empty() {
            return self.row(&branch.conclusion, around);
        }
        self.open("mrow", &[]);
        branch.left_label.iter().for_each(|label| self.row(label, around));
        self.open("mfrac", &[]);
        self.open("mrow", &[]);
        for (index, premise) in branch.premises.iter().enumerate() {
            if index > 0 {
                self.empty("mspace", &[("width", "2em")]);
            }
            self.proof(premise, around);
        }
        self.close("mrow");
        self.row(&branch.conclusion, around);
        self.close("mfrac");
        branch.right_label.iter().for_each(|label| self.row(label, around));
        self.close("mrow");
    }
}

/// How each column is aligned.
fn column_aligns(specs: Option<&[AlignSpec]>, columns: usize) -> Vec<&'static str> {
    let specs = specs.unwrap_or_default().iter().filter(|spec| matches!(spec.align_type, AlignType::Align));
    let given = specs.map(|spec| match spec.align.as_deref() {
        Some("l") => "left",
        Some("r") => "right",
        _ => "center",
    });
    given.chain(std::iter::repeat("center")).take(columns.max(1)).collect()
}

/// Whether a line stands after each column but the last.
fn column_lines(specs: &[AlignSpec]) -> Vec<bool> {
    let mut lines = Vec::new();
    for spec in specs {
        match (&spec.align_type, lines.last_mut()) {
            (AlignType::Align, _) => lines.push(false),
            (AlignType::Separator, Some(last)) => *last = true,
            (AlignType::Separator, None) => {}
        }
    }
    lines.pop();
    lines
}
