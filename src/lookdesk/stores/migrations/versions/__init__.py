"""One file a step, numbered in their order. A step that was released is never changed."""
