//! Sparse vectors over numbered features: rows, dot products and sums.

/// Features in ascending order with their weights.
pub(super) type Row = Vec<(u32, f32)>;

/// Sparse rows in one allocation, each of unit length; a row without features is empty.
pub(super) struct Vectors {
    offsets: Vec<usize>,
    entries: Row,
    frequencies: Vec<u32>,
}

impl Vectors {
    /// No rows yet, over `width` features.
    pub(super) fn new(width: usize) -> Self {
        Self {
            offsets: vec![0],
            entries: Vec::new(),
            frequencies: vec![0; width],
        }
    }

    /// Appends a row, scaled to unit length.
    pub(super) fn push(&mut self, mut row: Row) {
        row.sort_unstable_by_key(|entry| entry.0);
        scale(&mut row, 1.0);
        for entry in &row {
            self.frequencies[entry.0 as usize] += 1;
        }
        self.entries.extend(row);
        self.offsets.push(self.entries.len());
    }

    pub(super) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    pub(super) fn row(&self, row: usize) -> &[(u32, f32)] {
        &self.entries[self.offsets[row]..self.offsets[row + 1]]
    }

    /// How many rows have each feature.
    pub(super) fn frequencies(&self) -> &[u32] {
        &self.frequencies
    }

    /// The sum of some rows, each counted as often as its second number says.
    pub(super) fn sum(&self, rows: impl Iterator<Item = (u32, f32)>) -> Row {
        let mut entries: Row = Vec::new();
        for (row, count) in rows {
            entries.extend(
                self.row(row as usize)
                    .iter()
                    .map(|(feature, weight)| (*feature, weight * count)),
            );
        }
        // A stable sort keeps the order of the rows and with it the rounding of the sums.
        entries.sort_by_key(|entry| entry.0);
        entries.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        entries
    }
}

/// Scales a row to the given length; an empty row stays empty.
pub(super) fn scale(row: &mut [(u32, f32)], length: f32) {
    let norm = dot(row, row).sqrt();
    if norm > 0.0 {
        for entry in row {
            entry.1 *= length / norm;
        }
    }
}

/// The dot product of two rows.
pub(super) fn dot(left: &[(u32, f32)], right: &[(u32, f32)]) -> f32 {
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    let mut sum = 0.0;
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        match a.0.cmp(&b.0) {
            std::cmp::Ordering::Less => _ = left.next(),
            std::cmp::Ordering::Greater => _ = right.next(),
            std::cmp::Ordering::Equal => {
                sum += a.1 * b.1;
                left.next();
                right.next();
            }
        }
    }
    sum
}
