//! A place where a line may end: its kind and its cost.

/// What stands at the end of a line that is broken somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// White space, which disappears, or nothing at all.
    Plain,
    /// A hyphen or dash of the text.
    Dash,
    /// A hyphen of the text that the next line repeats.
    Repeated,
    /// A hyphen that the text does not have.
    Hyphen,
    /// Inside code or an address: nothing is added.
    Code,
    /// Between any two characters, when nothing else helps.
    Anywhere,
}

/// A place where a line may end. Paragraphs keep many of these.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Opportunity {
    at: u32,
    /// Costs are whole numbers, which this holds exactly.
    penalty: f32,
    pub kind: Kind,
    dropped: u8,
}

impl Opportunity {
    /// A place before a byte of the shown text, with what it costs.
    pub fn new(at: usize, kind: Kind, penalty: f64) -> Opportunity {
        Opportunity { at: u32::try_from(at).unwrap_or(u32::MAX), kind, penalty: penalty as f32, dropped: 0 }
    }

    /// The same, where so many bytes before the place are not shown: the point of a Catalan `l·l`.
    pub fn dropping(self, bytes: u8) -> Opportunity {
        Opportunity { dropped: bytes, ..self }
    }

    /// Byte of the shown text at which the next line starts; white space before it disappears.
    pub fn at(&self) -> usize {
        self.at as usize
    }

    /// The same at another cost.
    pub fn costing(self, penalty: f64) -> Opportunity {
        Opportunity { penalty: penalty as f32, ..self }
    }

    /// How many bytes before it are not shown when the line ends here, white space apart.
    pub fn dropped(&self) -> usize {
        self.dropped.into()
    }

    /// What it costs, on the scale of badness: its square adds to the demerits of the line.
    pub fn penalty(&self) -> f64 {
        f64::from(self.penalty)
    }

    /// Whether it is looked at only when the paragraph has no good way without such places: inside code and addresses,
    /// and where things belong together.
    pub fn dear(&self) -> bool {
        match self.kind {
            Kind::Plain | Kind::Dash | Kind::Repeated => self.penalty() >= cost::ONE_LETTER,
            Kind::Hyphen => self.penalty() >= cost::COMPOUND_PART,
            Kind::Code | Kind::Anywhere => true,
        }
    }
}

/// Costs of breaking in places that read badly, on the scale of badness: a line whose spaces are stretched to the full
/// has 200, and so has a division; a worse place must save a worse line.
pub(super) mod cost {
    /// A division of a word.
    pub const HYPHEN: f64 = 200.0;
    /// More where it leaves two letters on either line.
    pub const SHORT: f64 = 160.0;
    /// More in a name.
    pub const NAME: f64 = 160.0;
    /// At a hyphen of the text: free as a place, but the line end looks divided all the same.
    pub const COMPOUND: f64 = 160.0;
    /// Inside a long part of a compound that has a hyphen of its own: a second hyphen beside it reads badly.
    pub const COMPOUND_PART: f64 = 600.0;
    /// More where the compound's first part is one letter: "e-".
    pub const LETTER_COMPOUND: f64 = 800.0;
    /// After a dash between words.
    pub const DASH: f64 = 40.0;
    /// Between the figures of a range.
    pub const RANGE: f64 = 1000.0;
    /// After a slash in prose.
    pub const SLASH: f64 = 240.0;
    /// After a word of one letter ("a", "I", "y"). What costs as much or more is a last resort ([`Opportunity::dear`]).
    pub const ONE_LETTER: f64 = 300.0;
    /// The same in a language whose one-letter words do not end a line, and inside an abbreviation ("z. B.").
    pub const BOUND: f64 = 10_000.0;
    /// After an initial ("J. Doe"), which may also be a sentence's last word.
    pub const INITIAL: f64 = 200.0;
    /// Between a title and its name, "Chapter" and its number, the groups of a long number.
    pub const ABBREVIATION: f64 = 700.0;
    /// Between a number and its unit.
    pub const UNIT: f64 = 10_000.0;
    /// After a relation of a formula. TeX, too, breaks there only where it must (The TeXbook, chapter 18).
    pub const RELATION: f64 = 500.0;
    /// After an operator of a formula.
    pub const OPERATOR: f64 = 700.0;
    /// After a separator in an address.
    pub const ADDRESS: f64 = 350.0;
    /// After a separator in code.
    pub const SEPARATOR: f64 = 600.0;
    /// More after a hyphen or a dot, which a reader may take for the text's own, or miss.
    pub const FAINT: f64 = 300.0;
    /// Where an identifier changes case.
    pub const CAMEL: f64 = 1200.0;
    /// A division, by patterns, of a word that is not to be divided but is wider than its measure.
    pub const FORCED: f64 = 4000.0;
    /// Between any two characters of code.
    pub const CODE_ANYWHERE: f64 = 6000.0;
    /// Between what seem to be two syllables of a word for which there are no patterns.
    pub const SYLLABLE: f64 = 8000.0;
    /// Between any two characters of prose.
    pub const ANYWHERE: f64 = 10_000.0;
}

/// How much is allowed; each level allows all that those before it do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// White space, dashes, separators.
    Whole,
    /// Divided words.
    Hyphenated,
    /// Words that are wider than the measure are divided, even in a title.
    Forced,
    /// Anywhere between clusters.
    Anywhere,
}
