"""Table rows: one that reads as a task or target becomes a section, one that groups others their heading."""

from __future__ import annotations

from kg.model import SectionKind
from kg.structure.blocks import Block
from kg.structure.numbering import Form, label_at
from kg.structure.titles import Title, cell_title, tidy
from kg.structure.tree import Tree
from kg.tables import Cell, Row, Table
from kg.text import View


def add_row(tree: Tree, text: str, block: Block, table: Table, index: int) -> None:
    """Add row ``index`` of ``table``, whose text is ``block``."""
    row = table.rows[index]
    if tree.here.kind is SectionKind.ROW:
        if index == 0 and not table.head_rows and table.number_column is not None and not row.cell(table.number_column):
            tree.run_on(block)  # a row that a page end cut in two
            return
        tree.close_to(len(tree.stack) - 1)
    if index < table.head_rows:
        _head(tree, text, block, row, alone=len(table.rows) == table.head_rows)
    elif not table.lists_work or not row.cells:
        tree.add(block)
    elif len(row.cells) == 1 and len(table.headers) > 2:
        _group(tree, text, block, row)
    else:
        _work(tree, block, table, index)


def _head(tree: Tree, text: str, block: Block, row: Row, *, alone: bool) -> None:
    """A header row; a caption such as 附表1 in the first one begins an attachment. ``alone``: it heads nothing."""
    label = label_at(text, block.start, block.end) if len(row.cells) == 1 else None
    if label is None or label.form is not Form.ATTACHMENT:
        tree.add(block, passage=alone)
        return
    title = tidy(_rest(row.cells[0].view, label.length).text)
    tree.close_to(1)
    tree.open(SectionKind.ATTACHMENT, block, Title(title, block.end, True), number=label.number, label=label)


def _group(tree: Tree, text: str, block: Block, row: Row) -> None:
    """“一、加快建设” in one cell over all columns."""
    where = row.cells[0].span
    label = label_at(text, where.start, where.end)
    if label is None:
        tree.add(block)
        return
    tree.close_to(tree.place(label))
    title = tidy(_rest(row.cells[0].view, label.length).text)
    tree.open(SectionKind.HEADING, block, Title(title, block.end, True), number=label.number, label=label)


def _work(tree: Tree, block: Block, table: Table, index: int) -> None:
    row = table.rows[index]
    name = _name(table, index)
    if name is None:
        tree.add(block)
        return
    ordinal = row.cell(table.number_column) if table.number_column is not None else None
    label = None if ordinal else label_at(name.text, 0, len(name.text))
    number = ordinal.text if ordinal else label.number if label else ""
    view = _rest(name.view, label.length) if label else name.view
    draft = tree.open(SectionKind.ROW, block, Title(cell_title(view), name.span.end, False), number=number)
    draft.heading, draft.body = name.span, (block.start, block.end)  # columns may interleave: the body is the whole row


def _name(table: Table, index: int) -> Cell | None:
    """The cell that names a row: of the columns that can, the first that does not just repeat the row above."""
    row = table.rows[index]
    above = table.rows[index - 1] if index > table.head_rows else None
    named = [cell for column in table.title_columns if (cell := row.cell(column))]
    for cell in named:
        before = above.cell(cell.column) if above else None
        if before is None or before.text != cell.text:
            return cell
    return named[0] if named else None


def _rest(view: View, start: int) -> View:
    return View(view.text[start:], view.starts[start:])
