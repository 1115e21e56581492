//! Suggestions for the writer of a payload.

use super::text::{quoted, sentences, snippet, some_of};

sentences! {
    /// A suggestion for the writer of a payload: how to correct the cause of a finding.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Hint {
        /// The valid name or value that is most similar to the invalid one in the payload. A JSON string includes its
        /// quotes.
        DidYouMean(nearest: String) = "did you mean {nearest}?";
        /// A name in the payload that is similar to the missing name. The name of a property includes its quotes.
        IsThere(name: String) = "{name} is there; is it a misspelling?";
        WithoutQuotes(text: String) = "write {text} without quotes";
        InQuotes(text: String) = "write \"{text}\", in quotes";
        Integer = "an integer has neither fraction nor exponent";
        /// The value, written as an integer.
        AsInteger(whole: i64) = "write {whole}: an integer has neither fraction nor exponent";
        Nullable = "leave it out, or add nullable to the contract";
        ListNull = "leave it out, or add null to the contract's enum";
        NoSuchDay = "this day does not exist";
        /// The words that describe a change, such as `without brackets`, and the changed text. The format accepts the
        /// changed text.
        Rewrite(how: &'static str, text: String) = "write it {how}: {}", snippet(quoted(text).as_bytes());
        Ndjson = "if this is NDJSON, validate each line by itself";
        SimplifyPattern = "simplify the pattern: nested repetition makes it slow";
        /// The property that the `discriminator` names, its value in the payload, and a suggestion for another value.
        UnknownDiscriminator(property: Box<str>, value: Box<str>, instead: Box<Self>) =
            "{} is {}, which names no alternative; {instead}", quoted(property), quoted(value);
        /// The values that the `discriminator` maps to an alternative. Each value is a JSON string with its quotes.
        UseOneOf(names: Vec<String>) = "use one of {}", some_of(names);
        MissingDiscriminator(property: String) =
            "add the string {}, which names the alternative", quoted(property);
        NoSuchNumber = "JSON has no such number: write null, or leave it out";
        WriteNull = "write null";
        DoubleQuotes = "JSON's strings have double quotes";
        NoComments = "JSON has no comments";
        RemoveComma = "remove the comma before it";
        NumberStart = "a number starts with a digit or a minus sign";
        QuoteKey(key: String) = "write \"{key}\"";
        /// The escape of a control character, such as `\n`.
        Escape(escape: String) = "write {escape}";
        WhiteSpace = "JSON's white space is space, tab, line feed and carriage return";
        SaveAsUtf8 = "save the text as UTF-8";
        DoubleBackslash = "write a backslash as \\\\";
    }
}

impl Hint {
    /// Returns whether the hint is about the quotes of JSON. Parameters have no such quotes.
    pub(crate) fn is_about_quotes(&self) -> bool {
        matches!(self, Self::WithoutQuotes(_) | Self::InQuotes(_))
    }
}
