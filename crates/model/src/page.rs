//! Paging: which part of a list is asked for, and what a part comes with.

/// A part of a list. Both numbers are at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    number: u64,
    limit: u64,
}

impl Page {
    /// The one rule of every list: what is no positive number becomes the default, a limit above the maximum
    /// becomes the maximum.
    pub fn new(number: Option<u64>, limit: Option<u64>, bounds: PageBounds) -> Self {
        Self {
            number: number.unwrap_or(1).max(1),
            limit: limit.filter(|limit| *limit > 0).unwrap_or(bounds.default).min(bounds.max),
        }
    }

    /// The number of the page, from 1.
    pub fn number(self) -> u64 {
        self.number
    }

    /// The most items of the page.
    pub fn limit(self) -> u64 {
        self.limit
    }

    /// How many items lie before this page; saturates, so that a page past every end is empty.
    pub fn offset(self) -> u64 {
        (self.number - 1).saturating_mul(self.limit)
    }

    /// How many pages a list of this length has.
    pub fn pages(self, total: u64) -> u64 {
        total.div_ceil(self.limit)
    }
}

/// How many items a page of one list has.
#[derive(Clone, Copy, Debug)]
pub struct PageBounds {
    /// Without a limit in the request.
    pub default: u64,
    /// At most.
    pub max: u64,
}

/// One page of a list, and how long the list is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paged<T> {
    /// The items of the page.
    pub items: Vec<T>,
    /// How many items the whole list has.
    pub total: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: PageBounds = PageBounds { default: 20, max: 200 };

    #[test]
    fn falls_back_and_caps() {
        for (number, limit, expected) in [
            (None, None, (1, 20)),
            (Some(0), Some(0), (1, 20)),
            (Some(3), Some(50), (3, 50)),
            (Some(1), Some(9_999), (1, 200)),
        ] {
            let page = Page::new(number, limit, BOUNDS);
            assert_eq!((page.number(), page.limit()), expected);
        }
    }

    #[test]
    fn no_page_is_too_far() {
        let page = Page::new(Some(u64::MAX), Some(200), BOUNDS);
        assert_eq!(page.offset(), u64::MAX);
        assert_eq!(Page::new(Some(3), Some(50), BOUNDS).offset(), 100);
        assert_eq!(Page::new(None, Some(50), BOUNDS).pages(101), 3);
    }
}
