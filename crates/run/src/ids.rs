//! The identifiers of a source: whether one stands twice.

use std::collections::HashMap;

use crate::catalog::{InputCode, InputProblem};
use crate::sentence::say;

/// The identifiers of a source, as far as memory is set aside for them.
#[derive(Default)]
pub(crate) struct Ids {
    lines: HashMap<[u8; 16], u32>,
}

/// How many identifiers are compared with each other: 40 MB of memory.
const MOST_IDS: usize = 1 << 20;

impl Ids {
    /// What is wrong with an identifier that stands on a line.
    pub(crate) fn seen(&mut self, id: &str, line: u32, file: &str) -> Option<InputProblem> {
        let mut key = [0; 16];
        let hash = blake3::hash(id.as_bytes());
        for (byte, hashed) in key.iter_mut().zip(hash.as_bytes()) {
            *byte = *hashed;
        }
        if let Some(first) = self.lines.get(&key) {
            return Some(InputProblem::new(
                InputCode::DuplicateId,
                file,
                line,
                say!(
                    "the identifier `{id}` stands on line {first} already",
                    "标识 `{id}` 在第 {first} 行已出现",
                    id,
                    first,
                ),
                say!(
                    "give each record its own identifier; both were checked",
                    "请为每件商品使用各自的标识;两件商品均已检查",
                ),
            ));
        }
        match self.lines.len() {
            MOST_IDS.. => None,
            count => {
                self.lines.insert(key, line);
                (count + 1 == MOST_IDS).then(|| {
                    InputProblem::new(
                        InputCode::DuplicateId,
                        file,
                        line,
                        say!(
                            "the identifiers of the records behind this one are compared with those of the first {most} only",
                            "此后商品的标识只与前 {most} 件比较",
                            most = MOST_IDS,
                        ),
                        say!(
                            "split the file to have all of them compared",
                            "如需全部比较,请拆分文件",
                        ),
                    )
                })
            }
        }
    }
}
