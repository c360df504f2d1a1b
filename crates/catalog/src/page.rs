//! Web pages: the products of schema.org in their script blocks.

use std::io::Read as _;
use std::sync::Arc;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::detect::Kind;
use super::json::{NoTree, tree};
use super::linked::Products;
use super::row::{Flow, RowReader, Sink};
use super::source::{Head, Input};
use super::split::At;
use super::{InputCode, InputProblem, ReadOptions};
use crate::record::{Datum, Pointer};
use crate::sentence::{Sentence, say};

/// Pages.
pub(super) const PAGE: Kind = Kind {
    endings: &["html", "htm"],
    open: |head, options| {
        is_page(head).then(|| -> Box<dyn RowReader> {
            Box::new(Reader {
                options: options.clone(),
            })
        })
    },
};

/// The text begins like a page, or its name says so and it begins with an element.
pub(super) fn is_page(head: &Head) -> bool {
    let start = head.bytes.trim_ascii_start();
    let start = start.get(..start.len().min(512)).unwrap_or_default();
    let start = String::from_utf8_lossy(start).to_lowercase();
    start.starts_with("<!doctype html")
        || start.starts_with("<html")
        || (start.starts_with('<') && matches!(head.ending.as_str(), "html" | "htm"))
}

struct Reader {
    options: ReadOptions,
}

impl RowReader for Reader {
    fn format(&self) -> String {
        "web page".to_owned()
    }

    fn read(&mut self, mut input: Input, sink: &mut dyn Sink) -> Flow {
        let most = self.options.max_record_bytes;
        let mut bytes = Vec::new();
        let read = input.reader().take(most as u64 + 1).read_to_end(&mut bytes);
        if let Err(error) = read {
            sink.problem(input.broken(&error))?;
        }
        if bytes.len() > most {
            return sink.problem(InputProblem::new(
                InputCode::TooLarge,
                &input.name,
                0,
                say!(
                    "the page has more than the {most} bytes that one may have",
                    "网页超过允许的 {most} 字节",
                    most,
                ),
                say!(
                    "nothing of it was checked; save the product data by itself",
                    "未作任何检查;请单独保存商品数据",
                ),
            ));
        }
        let before = sink.rows();
        sink.namespace(super::linked::VOCABULARY);
        let mut at = At::default();
        for block in blocks(&bytes) {
            let seen = at.offset as usize;
            at = at.behind(bytes.get(seen..block.begins).unwrap_or_default());
            if block.ends {
                self.block(&input.name, &block.text, at, sink)?;
            } else {
                sink.problem(unclosed(&input.name, at))?;
            }
        }
        if sink.rows() == before {
            return sink.problem(InputProblem::new(
                InputCode::NoProducts,
                &input.name,
                0,
say!(
"the page has no product data in it",
"网页中没有商品数据",
),say!(
"products of schema.org in a script block of the type application/ld+json are read",
"可读取 application/ld+json 类型脚本块中的 schema.org 商品",
),
            ));
        }
        Flow::Continue(())
    }
}

impl Reader {
    fn block(&self, file: &str, block: &str, at: At, sink: &mut dyn Sink) -> Flow {
        let white = block.len() - block.trim_start().len();
        let at = at.behind(block.get(..white).unwrap_or_default().as_bytes());
        let text = block.trim();
        if text.is_empty() {
            return Flow::Continue(());
        }
        let problem = |code, at: At, message: Sentence| {
            let help = say!(
                "the other blocks of the page were read",
                "网页中的其他脚本块已读取"
            );
            let mut problem = InputProblem::new(code, file, at.line, message, help);
            problem.place.column = at.column;
            problem
        };
        let root = Arc::new(Pointer::at(""));
        match tree(text.as_bytes(), &root, at, &self.options) {
            Ok(value @ (Datum::Record(_) | Datum::List(_))) => {
                let mut products = Products { sink };
                let place = super::json::place(at, Pointer::at(""));
                products.node(value, &place)
            }
            Ok(_) => Flow::Continue(()),
            Err(NoTree::TooMany) => {
                let place = super::json::place(at, Pointer::at(""));
                sink.problem(super::too_many_values(file, place, &self.options))
            }
            Err(NoTree::TooDeep(index)) => {
                let at = at.behind(text.as_bytes().get(..index).unwrap_or_default());
                sink.problem(problem(
                    InputCode::TooDeep,
                    at,
                    say!(
                        "lists and objects are nested too deep here",
                        "此处列表和对象嵌套过深",
                    ),
                ))
            }
            Err(NoTree::Json(error)) => {
                let at = at.behind(text.as_bytes().get(..error.index).unwrap_or_default());
                let what = super::json::told(&error.error_type);
                sink.problem(problem(
                    InputCode::Json,
                    at,
                    say!(
                        "the JSON of this script block is not well-formed here: {what}",
                        "该脚本块的 JSON 在此处格式有误:{what}",
                        what,
                    ),
                ))
            }
        }
    }
}

/// The problem of a block in which the page ends.
fn unclosed(file: &str, at: At) -> InputProblem {
    let mut problem = InputProblem::new(
        InputCode::Json,
        file,
        at.line,
        say!(
            "the page ends inside this script block, so the block is not checked",
            "网页在该脚本块中结束,因此未检查该脚本块",
        ),
        say!(
            "the page may have been cut off; save it again",
            "网页可能不完整;请重新保存",
        ),
    );
    problem.place.column = at.column;
    problem
}

/// A block of JSON-LD.
struct Block {
    /// The byte of the page at which its text begins.
    begins: usize,
    text: String,
    /// The page has the end of it.
    ends: bool,
}

/// The blocks of JSON-LD.
fn blocks(page: &[u8]) -> Vec<Block> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut found = Vec::new();
    let mut inside: Option<Block> = None;
    for token in Tokenizer::new_with_emitter(page, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) if *tag.name == b"script" => {
                let linked = tag.attributes.iter().any(|(name, value)| {
                    ***name == *b"type"
                        && value
                            .trim_ascii()
                            .to_ascii_lowercase()
                            .starts_with(b"application/ld+json")
                });
                found.extend(inside.take());
                inside = linked.then(|| Block {
                    begins: tag.span.end,
                    text: String::new(),
                    ends: false,
                });
            }
            Token::String(text) => {
                if let Some(block) = &mut inside {
                    block.text.push_str(&String::from_utf8_lossy(&text.value));
                }
            }
            Token::EndTag(tag) if *tag.name == b"script" => {
                if let Some(block) = &mut inside {
                    block.ends = true;
                }
                found.extend(inside.take());
            }
            _ => {}
        }
    }
    found.extend(inside);
    found
}
