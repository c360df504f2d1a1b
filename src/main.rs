//! The `tidewaiter` command.
fn main() {
    let path = std::env::args().nth(1).unwrap_or_default();
    let bytes = std::fs::read(&path).unwrap_or_default();
    let mut sources = tidewaiter::syntax::Sources::default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let file = sources.add(path, text.clone());
    let (tree, problems) = tidewaiter::syntax::parse(&text, file);
    println!("{} items, {} comments", tree.items.len(), tree.comments.len());
    println!("{}", tidewaiter::diag::render_all(&problems, &sources, tidewaiter::diag::Style::Plain));
    if std::env::args().nth(2).is_some() { println!("{tree:#?}"); }
}
