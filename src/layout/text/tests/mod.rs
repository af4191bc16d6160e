//! Tests of set text. Positions are counted on the fingers: in the square font at 10 pt every character is 10 pt wide.

mod corpus;
