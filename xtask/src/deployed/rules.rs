//! The table of decoding rules: what the generated client, or a program that uses it, does with a response that the old
//! contract does not describe. A test compares the table with a compiled client.

use dataarts_insight_diff::Decoding;

/// A difference between a response and the old contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deviation {
    /// The old contract has this operation, and the new one does not.
    OperationGone,
    /// A success status has another media type than JSON.
    OtherMediaType,
    /// The body is empty.
    NoBody,
    /// The body has another JSON type.
    OtherBody,
    /// A field that the program needs is absent, or its value has another type.
    NeededField,
    /// The value of a field has another JSON type.
    OtherType,
    /// An integer has more than 64 bits, or is written with a fraction or an exponent.
    IntegerOutOfRange,
    /// A list or a map contains a value of another type.
    WrongItem,
    /// No number type of the client can hold a number.
    UnreadableNumber,
    /// A name occurs twice in an object.
    RepeatedName,
    /// A number has more digits than a floating-point number of 64 bits.
    LostDigits,
    /// A field that the old contract requires is absent.
    MissingField,
    /// A field that the old contract requires is `null`.
    RequiredNull,
    /// The new contract does not have the field.
    FieldGone,
    /// A field is `null`.
    Null,
    /// The old contract does not name the field.
    UnknownField,
    /// The old contract lists the possible values, but not this one.
    UnknownValue,
    /// The value violates a restriction of the old contract, such as `maxLength`.
    OutsideLimits,
    /// The old contract does not declare this success status.
    NewSuccess,
    /// The old contract does not declare this error status.
    NewError,
    /// The old contract does not declare this status of another kind, such as a redirect.
    NewStatus,
}

/// A row of the table.
#[derive(Debug)]
pub struct DecodingRule {
    /// The difference.
    pub deviation: Deviation,
    /// How a program reads the response.
    pub result: Decoding,
    /// The effect on the program, as the start of a sentence.
    pub effect: &'static str,
}

const fn row(deviation: Deviation, result: Decoding, effect: &'static str) -> DecodingRule {
    DecodingRule { deviation, result, effect }
}

/// All rules.
pub const RULES: [DecodingRule; 21] = [
    row(Deviation::OperationGone, Decoding::Fails, "the operation is gone, and each call gets an error"),
    row(Deviation::OtherMediaType, Decoding::Fails, "the body is not JSON, and decoding it is an error"),
    row(Deviation::NoBody, Decoding::Fails, "the body is empty, and decoding it is an error"),
    row(Deviation::OtherBody, Decoding::Fails, "the body has another type, and decoding it is an error"),
    row(
        Deviation::NeededField,
        Decoding::Fails,
        "the program needs this field, and refuses a response without a usable value",
    ),
    row(
        Deviation::OtherType,
        Decoding::Loses,
        "the value has another type: the field is `None`, and `extra` has the value",
    ),
    row(
        Deviation::IntegerOutOfRange,
        Decoding::Loses,
        "the number is not an integer of 64 bits: the field is `None`, and `extra` has the value",
    ),
    row(
        Deviation::WrongItem,
        Decoding::Loses,
        "one item has another type: the field is `None` with all its items, and `extra` has the value",
    ),
    row(
        Deviation::UnreadableNumber,
        Decoding::Loses,
        "no type of the client can hold the number, and the value is lost",
    ),
    row(Deviation::RepeatedName, Decoding::Loses, "the name occurs twice, and one of the values is lost"),
    row(Deviation::LostDigits, Decoding::Loses, "the number is rounded to a floating-point number of 64 bits"),
    row(Deviation::MissingField, Decoding::Loses, "the field is `None`, and the old contract requires a value"),
    row(Deviation::RequiredNull, Decoding::Loses, "`null` is read as `None`, and the old contract requires a value"),
    row(Deviation::FieldGone, Decoding::Loses, "the field is always `None`"),
    row(Deviation::Null, Decoding::Decodes, "`null` is read as `None`"),
    row(Deviation::UnknownField, Decoding::Decodes, "`extra` has the value"),
    row(Deviation::UnknownValue, Decoding::Decodes, "the program gets the value, but has no name for it"),
    row(Deviation::OutsideLimits, Decoding::Decodes, "the program gets the value"),
    row(Deviation::NewSuccess, Decoding::Decodes, "the body is decoded like the body of a declared success"),
    row(Deviation::NewError, Decoding::Decodes, "the program gets an error with the status, as for any other error"),
    row(Deviation::NewStatus, Decoding::Fails, "the program gets an error, because the status is not a success"),
];

impl Deviation {
    /// Returns the rule for this difference.
    #[must_use]
    pub fn rule(self) -> Option<&'static DecodingRule> {
        RULES.iter().find(|rule| rule.deviation == self)
    }

    /// Returns how a program reads a response with this difference.
    #[must_use]
    pub fn result(self) -> Decoding {
        self.rule().map_or(Decoding::Decodes, |rule| rule.result)
    }
}
