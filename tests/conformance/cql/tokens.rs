//! The words of the corpus.

use super::syntax::Reason;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(String),
    Text(String),
    Word(String),
    Date(String),
    Sign(String),
}

pub(super) fn tokens(source: &str) -> Result<Vec<Token>, Reason> {
    let chars: Vec<char> = source.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    let run = |from: usize, test: &dyn Fn(char) -> bool| {
        let mut end = from;
        while chars.get(end).is_some_and(|c| test(*c)) {
            end += 1;
        }
        end
    };
    while let Some(&c) = chars.get(at) {
        let next = chars.get(at + 1).copied().unwrap_or(' ');
        if c.is_whitespace() {
            at += 1;
        } else if c == '/' && next == '/' {
            at = run(at, &|c| c != '\n');
        } else if c.is_ascii_digit() {
            let mut end = run(at, &|c| c.is_ascii_digit());
            if chars.get(end) == Some(&'.') && chars.get(end + 1).is_some_and(char::is_ascii_digit)
            {
                end = run(end + 1, &|c| c.is_ascii_digit());
            }
            tokens.push(Token::Number(chars[at..end].iter().collect()));
            at = if chars.get(end) == Some(&'L') {
                end + 1
            } else {
                end
            };
        } else if c == '\'' || c == '"' {
            let (text, end) = quoted(&chars, at)?;
            tokens.push(Token::Text(text));
            at = end;
        } else if c == '@' {
            let end = run(at + 1, &|c| {
                c.is_ascii_digit() || matches!(c, 'T' | ':' | '.' | 'Z' | '-' | '+')
            });
            tokens.push(Token::Date(chars[at + 1..end].iter().collect()));
            at = end;
        } else if c.is_alphabetic() || c == '_' {
            let end = run(at, &|c| c.is_alphanumeric() || c == '_');
            tokens.push(Token::Word(chars[at..end].iter().collect()));
            at = end;
        } else {
            let pair: String = [c, next].iter().collect();
            let sign = if matches!(pair.as_str(), "<=" | ">=" | "!=" | "!~") {
                pair
            } else {
                c.to_string()
            };
            at += sign.len();
            tokens.push(Token::Sign(sign));
        }
    }
    Ok(tokens)
}

fn quoted(chars: &[char], from: usize) -> Result<(String, usize), Reason> {
    let mut text = String::new();
    let mut at = from + 1;
    loop {
        match chars.get(at) {
            None => return Err("a text without an end".into()),
            Some(c) if *c == chars[from] => return Ok((text, at + 1)),
            Some('\\') => {
                let escaped = chars.get(at + 1).copied().unwrap_or('\\');
                at += 2;
                text.push(match escaped {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'f' => '\u{c}',
                    'u' => {
                        let hex: String = chars[at..].iter().take(4).collect();
                        at += 4;
                        u32::from_str_radix(&hex, 16)
                            .ok()
                            .and_then(char::from_u32)
                            .ok_or("a text with a broken escape")?
                    }
                    other => other,
                });
            }
            Some(c) => {
                text.push(*c);
                at += 1;
            }
        }
    }
}
