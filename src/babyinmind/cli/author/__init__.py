"""Commands of who writes modules."""
