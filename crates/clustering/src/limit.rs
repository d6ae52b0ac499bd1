//! Keeps groups below the largest size that the caller wants.

use super::{
    corrections::Nodes,
    graph::{Graph, members},
    leiden::{leiden, renumber},
    number::id,
    options::Options,
    progress::{Cancelled, Reporter},
    units::Unit,
};

/// Beyond this resolution communities fall into single phrases.
const HIGHEST_RESOLUTION: f64 = 0.5;

/// Divides communities with more than the allowed phrases, at a resolution that doubles until they fit.
pub(super) fn limit(
    units: &[Unit],
    graph: &Graph,
    nodes: &Nodes,
    options: &Options,
    resolution: f64,
    communities: &mut [u32],
    report: &mut Reporter<'_>,
) -> Result<(), Cancelled> {
    let most = options.largest();
    let copies = |node: u32| nodes.size(node, units);
    let size = |group: &[u32]| group.iter().map(|unit| copies(*unit)).sum::<usize>();
    let groups = members(communities);
    let mut next = id(groups.len());
    let mut large: Vec<(Vec<u32>, f64)> = groups.into_iter().map(|group| (group, resolution)).collect();
    large.retain(|(group, _)| group.len() > 1 && size(group) > most);
    while let Some((group, resolution)) = large.pop() {
        let finer = (resolution * 2.0).max(0.001);
        let pieces: Vec<Vec<u32>> = if finer > HIGHEST_RESOLUTION {
            chop(&group, most, copies)
        } else {
            let parts = members(&leiden(&graph.induced(&group), finer, report)?);
            let (alone, several): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| part.len() == 1);
            let original = |part: Vec<u32>| part.into_iter().map(|at| group[at as usize]).collect::<Vec<_>>();
            // Their community was only too large: that must not make them strays.
            let mut rest: Vec<u32> = alone.into_iter().flat_map(original).collect();
            rest.sort_unstable();
            let mut pieces: Vec<Vec<u32>> = several.into_iter().map(original).collect();
            match (&rest[..], pieces.iter_mut().min_by_key(|piece| size(piece))) {
                ([only], Some(smallest)) => {
                    smallest.push(*only);
                    smallest.sort_unstable();
                }
                _ => pieces.extend(chop(&rest, most, copies)),
            }
            pieces
        };
        for piece in pieces {
            report.pulse()?;
            if finer <= HIGHEST_RESOLUTION && piece.len() > 1 && size(&piece) > most {
                large.push((piece, finer));
                continue;
            }
            for unit in piece {
                communities[unit as usize] = next;
            }
            next += 1;
        }
    }
    renumber(communities);
    Ok(())
}

/// Cuts a group that no resolution divides, such as near-copies of one phrase, in alphabetical order.
fn chop(group: &[u32], most: usize, copies: impl Fn(u32) -> usize) -> Vec<Vec<u32>> {
    let total: usize = group.iter().map(|unit| copies(*unit)).sum();
    // Even pieces, so that none is left with one member.
    let most = total.div_ceil(total.div_ceil(most).max(1));
    let mut pieces: Vec<Vec<u32>> = Vec::new();
    let mut room = 0;
    for unit in group {
        let size = copies(*unit);
        match pieces.last_mut() {
            Some(piece) if size <= room => {
                piece.push(*unit);
                room -= size;
            }
            _ => {
                pieces.push(vec![*unit]);
                room = most.saturating_sub(size);
            }
        }
    }
    pieces
}
