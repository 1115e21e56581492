
/// Replaces an escape by `character` in the values of one query parameter. The character separates the items of a list,
/// so it must not be escaped.
pub(super) fn unescape(request: &mut Request, parameter: &str, escape: &str, character: &str) {
    let url = request.url_mut();
    let pairs = url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let pairs: Vec<String> = pairs
        .zip(url.query_pairs())
        .map(|(pair, (name, _))| if name == parameter { pair.replace(escape, character) } else { pair.to_owned() })
        .collect();
    if !pairs.is_empty() {
        url.set_query(Some(&pairs.join("&")));
    }
}
