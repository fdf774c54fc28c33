"""From an interpretation and its links to ranked query plans, one room for each family of questions."""
