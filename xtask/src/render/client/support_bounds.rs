
/// An integer, or an option, list or map of integers, whose bounds can be checked.
pub(super) trait Integers {
    /// Returns an integer outside the bounds, if there is one.
    fn outside(&self, least: i128, most: i128) -> Option<i128>;
}

macro_rules! integers {
    ($($ty:ty)*) => {$(
        impl Integers for $ty {
            fn outside(&self, least: i128, most: i128) -> Option<i128> {
                let value = i128::from(*self);
                (value < least || value > most).then_some(value)
            }
        }
    )*};
}
integers!(i8 i16 i32 i64 u8 u16 u32 u64);

impl<T: Integers> Integers for Option<T> {
    fn outside(&self, least: i128, most: i128) -> Option<i128> {
        self.as_ref().and_then(|value| value.outside(least, most))
    }
}

impl<T: Integers> Integers for Vec<T> {
    fn outside(&self, least: i128, most: i128) -> Option<i128> {
        self.iter().find_map(|value| value.outside(least, most))
    }
}

impl<T: Integers> Integers for std::collections::BTreeMap<String, T> {
    fn outside(&self, least: i128, most: i128) -> Option<i128> {
        self.values().find_map(|value| value.outside(least, most))
    }
}

/// Checks that the integers of a request are within the bounds of the contract.
pub(super) fn check_bounds(
    name: &str,
    value: &impl Integers,
    least: Option<i64>,
    most: Option<i64>,
) -> Result<(), String> {
    let outside = value.outside(least.map_or(i128::MIN, i128::from), most.map_or(i128::MAX, i128::from));
    let Some(value) = outside else { return Ok(()) };
    Err(match (least, most) {
        (Some(least), Some(most)) => format!("`{name}` must be from {least} to {most}, but is {value}"),
        (Some(least), None) => format!("`{name}` must be at least {least}, but is {value}"),
        (None, most) => format!("`{name}` must be at most {}, but is {value}", most.unwrap_or(i64::MAX)),
    })
}
