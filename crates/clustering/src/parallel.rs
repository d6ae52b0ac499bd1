//! Two threads for work that is the same for each of many things and needs nothing of the others.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use super::progress::{Cancelled, Reporter};

/// So many small things are taken at once.
pub(super) const SMALL: usize = 256;
/// Up to so many times what is taken at once is done by one thread.
const FEW: usize = 4;

/// What `one` makes of each thing below `count`, in their order; a thread takes `block` of them at once. Each thread has a workspace of its own, so that what comes out does
/// not depend on who did it, nor on how many there were.
pub(super) fn each<W, T: Send>(
    count: usize,
    block: usize,
    workspace: impl Fn() -> W + Sync,
    one: impl Fn(&mut W, usize) -> T + Sync,
    report: &mut Reporter<'_>,
) -> Result<Vec<T>, Cancelled> {
    let next = AtomicUsize::new(0);
    let stopped = AtomicBool::new(false);
    let blocks: Mutex<Vec<(usize, Vec<T>)>> = Mutex::new(Vec::new());
    let take = || {
        let from = next.fetch_add(block, Ordering::Relaxed);
        (from < count && !stopped.load(Ordering::Relaxed)).then(|| from..count.min(from + block))
    };
    let keep = |from: usize, made: Vec<T>| {
        blocks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((from, made));
    };
    let mut own = || -> Result<(), Cancelled> {
        let mut space = workspace();
        while let Some(range) = take() {
            let from = range.start;
            let mut made = Vec::with_capacity(range.len());
            for at in range {
                report.step(at, count).inspect_err(|Cancelled| {
                    stopped.store(true, Ordering::Relaxed);
                })?;
                made.push(one(&mut space, at));
            }
            keep(from, made);
        }
        Ok(())
    };
    if count <= FEW * block {
        own()?;
    } else {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut space = workspace();
                while let Some(range) = take() {
                    keep(range.start, range.map(|at| one(&mut space, at)).collect());
                }
            });
            own()
        })?;
    }
    let mut blocks = blocks.into_inner().unwrap_or_else(PoisonError::into_inner);
    blocks.sort_unstable_by_key(|(from, _)| *from);
    let mut all = Vec::with_capacity(count);
    for (_, made) in blocks {
        all.extend(made);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;

    #[test]
    fn everything_is_done_once_and_in_order() {
        for count in [0, 1, SMALL, 4 * SMALL, 4 * SMALL + 1, 40 * SMALL + 7] {
            let mut on = |_, _| ControlFlow::Continue(());
            let made = each(
                count,
                SMALL,
                || 0_usize,
                |_, at| at * 2,
                &mut Reporter::new(&mut on),
            )
            .unwrap();
            assert!(made.iter().copied().eq((0..count).map(|at| at * 2)), "{count}");
        }
    }

    #[test]
    fn whoever_stops_it_is_heard() {
        // The first thread is asked, so that it has to come to work before the other has done all.
        const LONG: std::time::Duration = std::time::Duration::from_micros(200);
        let mut off = |_, _| ControlFlow::Break(());
        assert_eq!(
            each(
                40 * SMALL,
                SMALL,
                || (),
                |(), _| std::thread::sleep(LONG),
                &mut Reporter::new(&mut off)
            ),
            Err(Cancelled)
        );
    }
}
