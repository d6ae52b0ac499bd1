//! Stripe's form encoding: what is nested stands in the keys, such as `line_items[0][price]=price_1`.

use form_urlencoded::Serializer;
use serde::Serialize;
use serde_json::Value;

/// The body that says `value`, which must be an object. What is null is left out; an empty text stays, since it clears a field.
pub(crate) fn encode(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut form = Serializer::new(String::new());
    if let Value::Object(fields) = serde_json::to_value(value)? {
        for (key, value) in &fields {
            push(&mut form, key, value);
        }
    }
    Ok(form.finish())
}

fn push(form: &mut Serializer<'_, String>, key: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(yes) => {
            form.append_pair(key, if *yes { "true" } else { "false" });
        }
        Value::Number(number) => {
            form.append_pair(key, &number.to_string());
        }
        Value::String(text) => {
            form.append_pair(key, text);
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                push(form, &format!("{key}[{index}]"), item);
            }
        }
        Value::Object(fields) => {
            for (inner, value) in fields {
                push(form, &format!("{key}[{inner}]"), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn decoded(value: &Value) -> Vec<(String, String)> {
        let body = encode(value).expect("a form");
        form_urlencoded::parse(body.as_bytes()).into_owned().collect()
    }

    #[test]
    fn what_is_nested_stands_in_the_keys() {
        let mut form = decoded(&json!({
            "mode": "subscription",
            "line_items": [{"price": "price_1", "quantity": 1}],
            "subscription_data": {"metadata": {"account id": "a&b=c"}},
            "allow_promotion_codes": true,
            "customer": null,
            "description": "",
            "list": [],
        }));
        let expected = [
            ("allow_promotion_codes", "true"),
            ("description", ""),
            ("line_items[0][price]", "price_1"),
            ("line_items[0][quantity]", "1"),
            ("mode", "subscription"),
            ("subscription_data[metadata][account id]", "a&b=c"),
        ];
        // A build with other crates may keep the order of JSON's keys.
        form.sort();
        let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(form, expected);
    }

    proptest::proptest! {
        #[test]
        fn any_text_comes_back(text in ".*") {
            let form = decoded(&json!({ "metadata": { "name": text } }));
            proptest::prop_assert_eq!(form, vec![("metadata[name]".to_owned(), text)]);
        }
    }
}
