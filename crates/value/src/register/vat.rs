//! VAT numbers, country by country.
//!
//! The shapes and check digits are those of the Commission's "VAT number construction rules" for VIES,
//! read in the modules of python-stdnum (`stdnum/at/uid.py` and so on), and for Great Britain,
//! Switzerland and Norway in `stdnum/gb/vat.py`, `stdnum/ch/uid.py` and `stdnum/no/orgnr.py`. Where a
//! number is that of a natural person (ten digits in Bulgaria, nine or ten in Czechia, a personal code
//! in Latvia), only its shape is checked.

use super::super::Country;
use super::{
    RegisterError, check_abn, check_gstin, compact, digits, luhn, mod_11_10, number, weighted,
};

const WHAT: &str = "the VAT number";

/// What was found out about the body of a number.
enum Body {
    /// It may be one.
    Fits,
    /// The check digits do not fit.
    Check,
    /// It has another shape.
    Shape(&'static str),
}

use Body::{Check, Fits, Shape};

fn check(fits: bool) -> Body {
    if fits { Fits } else { Check }
}

/// Checks the number of a trader for the value added tax of a country, with or without the code in
/// front. For Australia and India it is the number of the goods and services tax.
///
/// ```
/// use tidewaiter_value::{Country, check_vat_number};
/// let germany = Country::parse("DE").unwrap();
/// assert!(check_vat_number("DE 136 695 976", germany).is_ok());
/// assert!(check_vat_number("136695976", germany).is_ok());
/// assert!(check_vat_number("DE136695978", germany).is_err());
/// assert!(check_vat_number("ATU13585627", germany).is_err());
/// ```
pub fn check_vat_number(text: &str, country: Country) -> Result<(), RegisterError> {
    let code = country.to_string();
    let all = compact(text);
    match code.as_str() {
        "AU" => return check_abn(text),
        "IN" => return check_gstin(text),
        _ => {}
    }
    let prefixes: &[&str] = match code.as_str() {
        "GR" => &["EL", "GR"],
        "GB" | "XI" => &["GB", "XI"],
        "CH" => &[],
        other => &[other],
    };
    let body = prefixes
        .iter()
        .find_map(|prefix| all.strip_prefix(prefix))
        .unwrap_or(&all);
    let found = match code.as_str() {
        "AT" => Some(austria(body)),
        "CH" => Some(switzerland(body)),
        "CY" => Some(cyprus(body)),
        "CZ" => Some(czechia(body)),
        "ES" => Some(spain(body)),
        "FR" | "MC" => Some(france(body)),
        "GB" | "XI" => Some(great_britain(body)),
        "IE" => Some(ireland(body)),
        "NL" => Some(netherlands(body)),
        "NO" => digits_only("NO", body.strip_suffix("MVA").unwrap_or(body)),
        other => digits_only(other, body),
    };
    match found {
        Some(Fits) => Ok(()),
        Some(Check) => Err(RegisterError::CheckDigits {
            number: text.to_owned(),
            what: WHAT,
        }),
        Some(Shape(expected)) => Err(RegisterError::Shape {
            number: text.to_owned(),
            what: "a VAT number of the country",
            expected,
        }),
        None => Err(RegisterError::NoFormat(code)),
    }
}

/// Countries whose numbers have digits only.
fn digits_only(code: &str, body: &str) -> Option<Body> {
    let expected = match code {
        "BE" => "10 digits, such as BE0403019261",
        "BG" => "9 or 10 digits, such as BG175074752",
        "DE" => "9 digits, such as DE136695976",
        "DK" | "FI" | "HU" | "LU" | "MT" | "SI" => "8 digits",
        "EE" | "GR" | "PT" => "9 digits",
        "HR" | "IT" | "LV" => "11 digits",
        "LT" => "9 or 12 digits",
        "PL" | "SK" => "10 digits",
        "RO" => "2 to 10 digits",
        "SE" => "12 digits, such as SE123456789701",
        "NO" => "9 digits and MVA, such as NO988077917MVA",
        _ => return None,
    };
    let Some(mut all) = digits(body) else {
        return Some(Shape(expected));
    };
    // Old numbers lacked the zero in front.
    if matches!((code, all.len()), ("BE", 9) | ("GR", 8)) {
        all.insert(0, 0);
    }
    let lengths: &[usize] = match code {
        "BE" | "PL" | "SK" => &[10],
        "BG" => &[9, 10],
        "DE" | "EE" | "GR" | "PT" | "NO" => &[9],
        "HR" | "IT" | "LV" => &[11],
        "LT" => &[9, 12],
        "RO" => &[2, 3, 4, 5, 6, 7, 8, 9, 10],
        "SE" => &[12],
        _ => &[8],
    };
    if !lengths.contains(&all.len()) {
        return Some(Shape(expected));
    }
    let (Some((last, rest)), Some(first)) = (all.split_last(), all.first()) else {
        return Some(Shape(expected));
    };
    let leading = matches!(code, "DE" | "DK" | "MT" | "PT" | "RO" | "SI" | "SK");
    if leading && *first == 0 {
        return Some(Shape("a number that does not begin with 0"));
    }
    Some(match code {
        "BE" => {
            let (body, tail) = all.split_at(8);
            check(number(&all) > 0 && (number(body) + number(tail)).is_multiple_of(97))
        }
        "BG" => check(all.len() == 10 || bulgaria(rest) == *last),
        "DE" | "HR" => check(mod_11_10(&all)),
        "DK" => check(weighted(&all, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)),
        "EE" => check(weighted(&all, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)),
        "FI" => check(weighted(&all, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11)),
        "GR" => {
            let sum = rest.iter().fold(0, |sum, digit| sum * 2 + digit) * 2;
            check(sum % 11 % 10 == *last)
        }
        "HU" => check(weighted(&all, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10)),
        "IT" => italy(&all),
        "LT" => lithuania(rest, *last),
        "LU" => {
            let (body, tail) = all.split_at(6);
            check(number(body) % 89 == number(tail))
        }
        "LV" => {
            let sum = weighted(&all, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]);
            check(*first <= 3 || sum % 11 == 3)
        }
        "MT" => check(weighted(&all, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37)),
        "NO" => check(weighted(&all, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)),
        "PL" => check(weighted(rest, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == *last),
        "PT" => {
            let sum = weighted(rest, &[9, 8, 7, 6, 5, 4, 3, 2]);
            check((11 - sum % 11) % 11 % 10 == *last)
        }
        "RO" => {
            let mut padded = vec![0; 9usize.saturating_sub(rest.len())];
            padded.extend(rest);
            let sum = weighted(&padded, &[7, 5, 3, 2, 1, 7, 5, 3, 2]);
            check(sum * 10 % 11 % 10 == *last)
        }
        "SE" => {
            let (body, tail) = all.split_at(10);
            check(luhn(body).is_multiple_of(10) && (1..=94).contains(&number(tail)))
        }
        "SI" => {
            let rest = 11 - weighted(rest, &[8, 7, 6, 5, 4, 3, 2]) % 11;
            check(rest % 10 == *last && rest != 11)
        }
        "SK" => {
            let third = all.get(2).copied().unwrap_or_default();
            check(matches!(third, 2 | 3 | 4 | 7 | 8 | 9) && number(&all).is_multiple_of(11))
        }
        _ => return None,
    })
}

/// The check digit of a legal entity.
fn bulgaria(rest: &[u32]) -> u32 {
    let first = weighted(rest, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11;
    if first < 10 {
        return first;
    }
    weighted(rest, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10
}

fn italy(all: &[u32]) -> Body {
    let (company, province) = all.split_at(7);
    let province = number(province.get(..3).unwrap_or_default());
    let known = (1..=100).contains(&province) || matches!(province, 120 | 121 | 888 | 999);
    check(number(company) > 0 && known && luhn(all).is_multiple_of(10))
}

fn lithuania(rest: &[u32], last: u32) -> Body {
    if rest.last() != Some(&1) {
        return Shape("9 or 12 digits, of which the last but one is 1");
    }
    let sum = |start: u32| -> u32 {
        rest.iter()
            .zip(start..)
            .map(|(digit, place)| digit * (1 + place % 9))
            .sum()
    };
    let mut found = sum(0) % 11;
    if found == 10 {
        found = sum(2) % 11;
    }
    check(found % 10 == last)
}

fn austria(body: &str) -> Body {
    let all = body.strip_prefix('U').and_then(digits);
    match all.as_deref() {
        Some([rest @ .., last]) if rest.len() == 7 => check((16 - luhn(rest) % 10) % 10 == *last),
        _ => Shape("U and 8 digits, such as ATU13585627"),
    }
}

/// `CHE`, nine digits, and a word for the tax in one of the languages.
fn switzerland(body: &str) -> Body {
    let rest = body.strip_prefix("CHE").unwrap_or(body);
    let rest = ["MWST", "TVA", "IVA", "TPV"]
        .iter()
        .find_map(|word| rest.strip_suffix(word))
        .unwrap_or(rest);
    match digits(rest).as_deref() {
        Some([rest @ .., last]) if rest.len() == 8 => {
            check((11 - weighted(rest, &[5, 4, 3, 2, 7, 6, 5, 4]) % 11) % 11 == *last)
        }
        _ => Shape("CHE and 9 digits, such as CHE-100.155.212 MWST"),
    }
}

fn cyprus(body: &str) -> Body {
    const ODD: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let shape = Shape("8 digits and a letter, such as CY10259033P");
    let Some((number, letter)) = body.split_at_checked(8) else {
        return shape;
    };
    let (Some(all), 1) = (digits(number), letter.len()) else {
        return shape;
    };
    if number.starts_with("12") {
        return Shape("a number that does not begin with 12");
    }
    let sum: u32 = all
        .iter()
        .enumerate()
        .map(|(place, digit)| match place % 2 {
            0 => ODD.get(*digit as usize).copied().unwrap_or_default(),
            _ => *digit,
        })
        .sum();
    let expected = char::from(b'A' + (sum % 26) as u8);
    check(letter.starts_with(expected))
}

fn czechia(body: &str) -> Body {
    let shape = Shape("8 to 10 digits, such as CZ25123891");
    let Some(all) = digits(body) else {
        return shape;
    };
    match (all.len(), all.as_slice()) {
        (8, [9, ..]) => Shape("a number that does not begin with 9"),
        (8, [rest @ .., last]) => {
            let sum = weighted(rest, &[8, 7, 6, 5, 4, 3, 2]);
            let digit = (11 - sum % 11) % 11;
            check((if digit == 0 { 1 } else { digit }) % 10 == *last)
        }
        (9, [6, rest @ .., last]) => {
            let sum = weighted(rest, &[8, 7, 6, 5, 4, 3, 2]) % 11;
            check((18 - (21 - sum) % 11) % 10 == *last)
        }
        (9 | 10, _) => Fits,
        _ => shape,
    }
}

fn spain(body: &str) -> Body {
    const LETTERS: &str = "TRWAGMYFPDXBNJZSQVHLCKE";
    let shape =
        Shape("9 characters, of which the first or the last is a letter, such as ESJ99216582");
    let characters: Vec<char> = body.chars().collect();
    let [first, middle @ .., last] = characters.as_slice() else {
        return shape;
    };
    let middle: String = middle.iter().collect();
    let Some(all) = digits(&middle).filter(|all| all.len() == 7) else {
        return shape;
    };
    let letter_of = |leading: Option<u32>| {
        let whole: Vec<u32> = leading.into_iter().chain(all.iter().copied()).collect();
        LETTERS.chars().nth((number(&whole) % 23) as usize)
    };
    match first {
        'A'..='H' | 'J' | 'N' | 'P'..='S' | 'U'..='W' => {
            let mut whole = all.clone();
            whole.push(0);
            let digit = (10 - luhn(&whole) % 10) % 10;
            let letter = "JABCDEFGHI".chars().nth(digit as usize);
            check(Some(*last) == char::from_digit(digit, 10) || Some(*last) == letter)
        }
        'K' | 'L' | 'M' => check(letter_of(None) == Some(*last)),
        'X' => check(letter_of(Some(0)) == Some(*last)),
        'Y' => check(letter_of(Some(1)) == Some(*last)),
        'Z' => check(letter_of(Some(2)) == Some(*last)),
        digit if digit.is_ascii_digit() => check(letter_of(digit.to_digit(10)) == Some(*last)),
        _ => shape,
    }
}

/// Two characters and the SIREN. Numbers of Monaco have 000 instead of a SIREN's beginning.
fn france(body: &str) -> Body {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let shape = Shape("2 characters (no I or O) and 9 digits, such as FR40303265045");
    let Some((key, siren)) = body.split_at_checked(2) else {
        return shape;
    };
    let places: Option<Vec<u64>> = key
        .chars()
        .map(|c| ALPHABET.find(c).map(|place| place as u64))
        .collect();
    let (Some(places), Some(all)) = (places, digits(siren).filter(|all| all.len() == 9)) else {
        return shape;
    };
    let [a, b] = places.as_slice() else {
        return shape;
    };
    if !siren.starts_with("000") && !luhn(&all).is_multiple_of(10) {
        return Check;
    }
    let siren = number(&all);
    let (first, second) = (*a, *b);
    if first < 10 && second < 10 {
        check((siren * 100 + 12) % 97 == first * 10 + second)
    } else {
        let key = if first < 10 {
            (first * 24 + second).wrapping_sub(10)
        } else {
            (first * 34 + second).wrapping_sub(100)
        };
        check((siren + 1 + key / 11) % 11 == key % 11)
    }
}

fn great_britain(body: &str) -> Body {
    let shape = Shape("9 or 12 digits, or GD or HA and 3 digits, such as GB980780684");
    if let Some((office, rest)) = body.split_at_checked(2)
        && matches!(office, "GD" | "HA")
    {
        let number = digits(rest)
            .filter(|all| all.len() == 3)
            .map(|all| number(&all));
        return match (office, number) {
            ("GD", Some(0..500)) | ("HA", Some(500..)) => Fits,
            _ => shape,
        };
    }
    let Some(all) = digits(body).filter(|all| matches!(all.len(), 9 | 12)) else {
        return shape;
    };
    let sum = weighted(&all, &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
    let begins = number(all.get(..3).unwrap_or_default());
    check(sum == 0 || (begins >= 100 && matches!(sum, 42 | 55)))
}

fn ireland(body: &str) -> Body {
    const ALPHABET: &str = "WABCDEFGHIJKLMNOPQRSTUV";
    let shape = Shape("7 digits and one or two letters, such as IE6433435F");
    let place = |c: char| ALPHABET.find(c).map(|place| place as u32);
    let characters: Vec<char> = body.chars().collect();
    if !matches!(characters.len(), 8 | 9) {
        return shape;
    }
    let (front, back) = characters.split_at(7);
    let Some(letter) = back.first() else {
        return shape;
    };
    let front: String = front.iter().collect();
    if let Some(all) = digits(&front) {
        let second = match back.get(1) {
            None => Some(0),
            Some(c) => place(*c),
        };
        let Some(second) = second.filter(|_| letter.is_ascii_uppercase()) else {
            return shape;
        };
        let sum = weighted(&all, &[8, 7, 6, 5, 4, 3, 2]) + 9 * second;
        return check(place(*letter) == Some(sum % 23));
    }
    // Before 2013: the second character was a letter or a sign.
    let mut old = front.chars();
    let (Some(first), Some(sign)) = (old.next().and_then(|c| c.to_digit(10)), old.next()) else {
        return shape;
    };
    let rest = digits(old.as_str());
    let (Some(mut all), 8, true) = (
        rest,
        characters.len(),
        sign.is_ascii_uppercase() || matches!(sign, '+' | '*'),
    ) else {
        return shape;
    };
    all.insert(0, 0);
    all.push(first);
    let sum = weighted(&all, &[8, 7, 6, 5, 4, 3, 2]);
    check(place(*letter) == Some(sum % 23))
}

/// Nine digits, `B` and two digits. Those of sole traders have had the check of ISO 7064 MOD 97-10
/// over the whole number since 2020; others that of the nine digits.
fn netherlands(body: &str) -> Body {
    let shape = Shape("9 digits, B and 2 digits, such as NL004495445B01");
    let Some((front, back)) = body.split_once('B') else {
        return shape;
    };
    let (Some(front), Some(back)) = (
        digits(front).filter(|all| all.len() == 9),
        digits(back).filter(|all| all.len() == 2),
    ) else {
        return shape;
    };
    let (body, last) = front.split_at(8);
    let sum = weighted(body, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    let eleven = last.first() == Some(&sum);
    // N is 23, L is 21, B is 11.
    let whole = [2, 3, 2, 1]
        .iter()
        .chain(&front)
        .chain(&[1, 1])
        .chain(&back)
        .fold(0, |rest, digit| (rest * 10 + digit) % 97);
    check(number(&back) > 0 && (eleven || whole == 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(number: &str, country: &str) -> bool {
        check_vat_number(number, Country::parse(country).unwrap()).is_ok()
    }

    /// The examples in the documentation of python-stdnum; each is broken by changing a digit.
    #[test]
    fn published_numbers() {
        for (country, right, wrong) in [
            ("AT", "AT U13585627", "U13585626"),
            ("BE", "BE403019261", "BE431150351"),
            ("BG", "BG 175 074 752", "175074751"),
            ("CH", "CHE-100.155.212 MWST", "CHE-100.155.213"),
            ("CY", "CY-10259033P", "CY-10259033Z"),
            ("CZ", "CZ 25123891", "25123890"),
            ("CZ", "640903926", "640903927"),
            ("CZ", "7103192745", "71031927"),
            ("DE", "DE 136 695 976", "DE136695978"),
            ("DK", "DK 13585628", "DK 13585627"),
            ("EE", "EE 100 931 558", "100594103"),
            ("ES", "J99216582", "J99216583"),
            ("ES", "54362315K", "54362315Z"),
            ("ES", "X2482300W", "X2482300A"),
            ("FI", "FI 20774740", "FI 20774741"),
            ("FR", "Fr 40 303 265 045", "84 323 140 391"),
            ("FR", "K7399859412", "K7399859413"),
            ("FR", "4Z123456782", "IO334175221"),
            ("GB", "GB 980 7806 84", "802311781"),
            ("XI", "XI980780684", "XI980780685"),
            ("GB", "GBGD123", "GBGD500"),
            ("GR", "EL 094259216", "EL 123456781"),
            ("GR", "GR 94259216", "GR 94259217"),
            ("HR", "HR 33392005961", "33392005962"),
            ("HU", "HU-12892312", "HU-12892313"),
            ("IE", "IE 6433435F", "6433435E"),
            ("IE", "8D79739I", "8?79739J"),
            ("IE", "6433435OA", "6433435OB"),
            ("IT", "IT 00743110157", "00743110158"),
            ("LT", "119511515", "119511516"),
            ("LT", "LT 100001919017", "100001919018"),
            ("LT", "100004801610", "100004801611"),
            ("LU", "LU 150 274 42", "150 274 43"),
            ("LV", "LV 4000 3521 600", "40003521601"),
            ("MT", "MT 1167-9112", "1167-9113"),
            ("NL", "NL004495445B01", "123456789B90"),
            ("NO", "NO 988 077 917 MVA", "988 077 918"),
            ("PL", "PL 8567346215", "PL 8567346216"),
            ("PT", "PT 501 964 843", "PT 501 964 842"),
            ("RO", "RO 185 472 90", "185 472 91"),
            ("SE", "SE 123456789701", "123456789101"),
            ("SI", "SI 50223054", "SI 50223055"),
            ("SK", "SK 202 274 96 19", "SK 202 274 96 18"),
            ("AU", "83 914 571 673", "99 999 999 999"),
            ("IN", "27AAPFU0939F1ZV", "27AAPFU0939F1ZO"),
        ] {
            assert!(fits(right, country), "{right}");
            assert!(!fits(wrong, country), "{wrong}");
        }
    }

    #[test]
    fn other_countries_are_not_known() {
        let error = check_vat_number("123", Country::parse("BR").unwrap()).unwrap_err();
        assert_eq!(error, RegisterError::NoFormat("BR".into()));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC*", letters in "[A-Z]{0,3}[0-9A-Z]{0,13}", country in 0usize..34) {
            let codes = "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL NO PL PT RO SE SI SK XI AU IN BR";
            let code = codes.split(' ').nth(country).unwrap();
            let country = Country::parse(code).unwrap();
            let _ = check_vat_number(&text, country);
            let _ = check_vat_number(&letters, country);
        }

        /// Check digits find every single mistyped digit of a German number.
        #[test]
        fn one_wrong_digit_is_found(place in 0usize..9, by in 1u8..10) {
            let mut number = b"136695976".to_vec();
            number[place] = b'0' + (number[place] - b'0' + by) % 10;
            proptest::prop_assert!(!fits(std::str::from_utf8(&number).unwrap(), "DE"));
        }
    }
}
