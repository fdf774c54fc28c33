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
    cut = index == 0 and not table.head_rows and table.number_column is not None and not row.cell(table.number_column)
    if cut and tree.here.kind is SectionKind.ROW:
        tree.run_on(block)  # a row that a page end cut in two
        return
    name = _name(table, index)
    shared = _shared(table, index, name)
    leave_row(tree, group=shared is None or index == 0 or not _same(shared, table.rows[index - 1]))
    if index < table.head_rows:
        _head(tree, text, block, row, alone=len(table.rows) == table.head_rows)
    elif not table.lists_work or not row.cells:
        tree.add(block)
    elif len(row.cells) == 1 and len(table.headers) > 2:
        _group(tree, text, block, row)
    elif name is None:
        tree.add(block)
    else:
        _work(tree, block, table, index, name, shared)


def leave_row(tree: Tree, *, group: bool = True) -> None:
    """Close the row that is open and, with ``group``, the name that it shares with its neighbours."""
    if tree.here.kind is SectionKind.ROW:
        tree.close_to(len(tree.stack) - 1)
    if group and _in_group(tree):
        tree.close_to(len(tree.stack) - 1)


def _in_group(tree: Tree) -> bool:
    """Whether the section that is open is the name that rows share: no number opened it."""
    return tree.here.kind is SectionKind.HEADING and tree.here.label is None


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


def _work(tree: Tree, block: Block, table: Table, index: int, name: Cell, shared: Cell | None) -> None:
    row = table.rows[index]
    if shared is not None and not _in_group(tree):
        group = tree.open(SectionKind.HEADING, block, Title(cell_title(shared.view), shared.span.end, True))
        group.heading = shared.span
    ordinal = row.cell(table.number_column) if table.number_column is not None else None
    label = None if ordinal else label_at(name.text, 0, len(name.text))
    number = ordinal.text if ordinal else label.number if label else ""
    view = _rest(name.view, label.length) if label else name.view
    draft = tree.open(SectionKind.ROW, block, Title(cell_title(view), name.span.end, False), number=number)
    draft.heading, draft.body = name.span, (block.start, block.end)  # columns may interleave: the body is the whole row


def _name(table: Table, index: int) -> Cell | None:
    """The cell that names a row: of the columns that can, the first that no row beside it repeats."""
    named = [cell for column in table.title_columns if (cell := table.rows[index].cell(column))]
    return next((cell for cell in named if not _repeated(table, index, cell)), named[0] if named else None)


def _shared(table: Table, index: int, name: Cell | None) -> Cell | None:
    """The cell that would name the row, did it not stand for several: 清淤疏浚 before 编制方案 and 实施清淤."""
    named = [cell for column in table.title_columns if (cell := table.rows[index].cell(column))]
    before = named[: named.index(name)] if name in named else []
    return next((cell for cell in before if _repeated(table, index, cell)), None)


def _repeated(table: Table, index: int, cell: Cell) -> bool:
    return any(_same(cell, table.rows[i]) for i in (index - 1, index + 1) if table.head_rows <= i < len(table.rows))


def _same(cell: Cell, row: Row) -> bool:
    other = row.cell(cell.column)
    return other is not None and other.text == cell.text


def _rest(view: View, start: int) -> View:
    return View(view.text[start:], view.starts[start:])
