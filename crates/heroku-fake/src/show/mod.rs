//! Shows what a world holds as answers tell it.

mod view;

pub(crate) use view::View;
