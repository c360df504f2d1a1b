//! Jobs over threads, their answers in the order of the jobs. What a job is stands elsewhere.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::catalog::Flow;

/// Feeds jobs to `threads` threads that do the work, and tells each answer in its turn. What the feeder
/// returns is returned, or how it panicked. An error of `tell` ends everything soon.
pub(crate) fn ordered<J: Send, A: Send, T: Send, S>(
    threads: usize,
    feed: impl FnOnce(&mut dyn FnMut(J) -> Flow) -> T + Send,
    work: impl Fn(J) -> A + Sync,
    tell: impl FnMut(A) -> Result<(), S>,
) -> Result<thread::Result<T>, S> {
    // The answers wait in line; the length of the line bounds what is on its way.
    let (line, answers) = sync_channel::<Receiver<A>>(threads * 2);
    let (jobs, waiting) = sync_channel::<(J, Sender<A>)>(threads * 2);
    // The threads alone hold it: when none is left, nobody waits for a place in the queue.
    let waiting = Arc::new(Mutex::new(waiting));
    thread::scope(|scope| {
        for _ in 0..threads {
            let (waiting, work) = (Arc::clone(&waiting), &work);
            scope.spawn(move || {
                loop {
                    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner);
                    let Ok((job, answer)) = next.recv() else {
                        break;
                    };
                    drop(next);
                    // Nobody waits for the answer when the run has ended early.
                    let _ = answer.send(work(job));
                }
            });
        }
        drop(waiting);
        let feeder = scope.spawn(move || {
            feed(&mut |job| {
                let (answer, awaited) = channel();
                if line.send(awaited).is_ok() && jobs.send((job, answer)).is_ok() {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            })
        });
        let told = answers
            .into_iter()
            .map_while(|answer| answer.recv().ok())
            .try_for_each(tell);
        let fed = feeder.join();
        told.map(|()| fed)
    })
}
