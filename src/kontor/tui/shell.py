"""What the keys do that hold on every screen: help, palette, search, areas, undo, back, quit.

A mixin of the app, so that the app itself stays small. Each `do_…` belongs to an action of
`tui.keys`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, cast

from kontor.base.i18n import _
from kontor.tui import work
from kontor.tui.action import ALWAYS, Action, shown_key
from kontor.tui.keys import in_contexts
from kontor.tui.screens.base import BaseScreen
from kontor.tui.text import Part
from kontor.tui.themes import ORDER

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp
    from kontor.tui.protocols import Change
    from kontor.tui.screens.chooser import Chooser
    from kontor.tui.screens.dialogs import Window
    from kontor.tui.screens.tickets.call_form import CallForm
    from kontor.tui.spec import AreaSpec


_COLLECTIONS = (700, 10, 10)  # few objects at a time: no pause that is felt


class Shell:
    """Actions of every screen."""

    step_undone = ""  # the step that was taken back last
    call_left = ""  # the draft of the call that F2 has left

    def _app(self) -> KontorApp:
        return cast("KontorApp", self)

    def own_actions(self) -> list[Action]:
        """Actions that hold everywhere and have something to do here."""
        app = self._app()
        have = {spec.digit for spec in app.areas}
        return [
            one
            for one in in_contexts((ALWAYS,))
            if (one.id.startswith("area.") and one.id[5:] in have) or hasattr(self, one.method)
        ]

    # help, palette, search

    def do_help_open(self) -> None:
        """Every key of this screen."""
        from kontor.tui.screens.help import help_window

        self._choose(help_window(self._app()))

    def do_handbook_open(self) -> None:
        """The handbook page of this screen."""
        from kontor.tui.screens.help import HandbookScreen

        app = self._app()
        page = app.front.HANDBOOK if app.front else ""
        app.push_screen(HandbookScreen(app.handbook, page or "index"))

    def do_palette_open(self) -> None:
        """Commands, screens, records."""
        from kontor.tui.commands import palette

        self._choose(palette(self._app()))

    async def choose_action(self, screen: BaseScreen) -> None:
        """The menu of what is possible with a record now."""
        from kontor.tui.commands import action_menu

        self._choose(action_menu(screen))

    def _choose(self, window: Chooser) -> None:
        app = self._app()

        async def take(value: str | None) -> None:
            if value:
                await app.carry_out(value)

        app.push_screen(window, take)

    def do_search_open(self) -> None:
        """Search everything."""
        from kontor.tui.screens.chooser import Chooser

        app = self._app()
        self._choose(
            Chooser(_("Search everything"), search=app.search, placeholder=_("Name, number, text"))
        )

    def do_number_goto(self) -> None:
        """Go to a record by its number."""
        from kontor.tui.screens.dialogs import AskText

        app = self._app()

        def take(typed: str | None) -> None:
            if typed and typed.strip():
                work.start(
                    app.front or app, lambda _ticket: app.number(typed.strip()), name="number",
                    then=lambda target: self._arrive(target, typed), group="number",
                )  # fmt: skip

        app.push_screen(AskText(_("Go to number"), hint=_("RE-17, K104, a document number")), take)

    def _arrive(self, target: str | None, typed: str) -> None:
        app = self._app()
        if target is None:
            app.toast(_("There is no “{number}”.").format(number=typed), tone="warning")
        else:
            app.call_later(app.carry_out, target)

    def do_call_note(self) -> None:
        """Note a call, from wherever one is."""
        form = self.call_form()
        form.resume, self.call_left = self.call_left, ""
        self._app().push_screen(form)

    def call_form(self) -> CallForm:
        """The note of one call."""
        from kontor.tui.screens.tickets.call_form import CallForm

        return CallForm()

    # areas

    def do_go_menu(self) -> None:
        """To a screen by the digit of its area and its letter."""
        from kontor.tui.screens.go import GoMenu

        app = self._app()

        async def take(target: str | None) -> None:
            if target == f"view:{app.current_mode}":
                self._to_view()
            elif target:
                await app.carry_out(target)

        app.push_screen(GoMenu(app.areas, app.areas.home(app.current_mode)), take)

    def do_move_first(self) -> None:
        """The first row of the table that has the cursor: `g` `g`."""
        move = getattr(self._app().screen.focused, "action_act", None)
        if move is not None:
            move("move.first")

    def add_views(self, spec: AreaSpec) -> None:
        """Make the views of an area modes of the app, once."""
        app = self._app()
        for view in spec.views:
            if view.NAME not in app._modes:
                app.add_mode(view.NAME, view)

    def view_of(self, area: str) -> str:
        """The view of an area that was open last; at first its first one."""
        app = self._app()
        return app._last_view.get(area) or app.areas.by_id(area).views[0].NAME

    def when_shown(self, job: Callable[[], object]) -> None:
        """Do something that the first frame must not wait for; later on after the next one."""
        app = self._app()
        if app.waiting is None:
            app.call_after_refresh(job)
        else:
            app.waiting.append(job)

    def catch_up(self) -> None:
        """The first frame is there: do what waited for it, look for garbage as Python does."""
        if gc.get_threshold()[0] > _COLLECTIONS[0]:  # a start of our own put it off
            gc.freeze()  # without looking through it: what is loaded stays
            gc.set_threshold(*_COLLECTIONS)
        app = self._app()
        waiting, app.waiting = app.waiting or [], None
        for job in waiting:
            job()

    def load_all(self) -> None:
        """In a thread after the first frame: the screens of all areas, then the models."""
        app = self._app()
        for spec in app.areas:
            len(spec.views)
        app.store.warm()
        import_module("kontor.tui.screens.tickets.call_form")  # wanted at once when it rings

    def all_loaded(self) -> None:
        """What can be made before it is asked for."""

    def open_area(self, digit: str) -> None:
        """The area with this digit; its next view when it is open already."""
        app = self._app()
        spec = app.areas.by_digit(digit)
        if spec is None:
            app.toast(_("There is no area {digit}.").format(digit=digit), tone="warning")
        elif app.areas.home(app.current_mode) is spec:
            if len(app.screen_stack) > 1:
                self._to_view()
            else:
                self._turn(1)
        else:
            app.open_view(f"area:{spec.id}")

    def open_above(self, target: str) -> None:
        """Open a record above this screen, so that Esc comes back.

        One that is open below comes up again: going to and fro piles up nothing.
        """
        app = self._app()
        found = app.areas.record(target)
        if found is None:
            app.toast(_("This record is gone."), tone="warning")
            return
        if not self._come_back(found[1]):
            app.push_screen(found[1])

    def _come_back(self, wanted: BaseScreen) -> bool:
        """Close what stands above a record that is open already; not over what is not saved."""
        app = self._app()
        key = getattr(wanted, "record", None)
        for place in range(len(app.screen_stack) - 1, -1, -1):
            one = app.screen_stack[place]
            if isinstance(one, BaseScreen) and one.dirty:
                return False
            if type(one) is type(wanted) and getattr(one, "record", None) == key is not None:
                while len(app.screen_stack) > place + 1:
                    app.pop_screen()
                return True
        return False

    def _to_view(self) -> None:
        """Back to the view that the open records stand above."""
        app = self._app()
        if not app.to_base():
            app.toast(_("A form is open here; save or leave it first."), tone="warning")

    def do_view_next(self) -> None:
        """Next view of the area."""
        self._turn(1)

    def do_view_previous(self) -> None:
        """Previous view of the area."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        app = self._app()
        names = [view.NAME for view in app.areas.home(app.current_mode).views]
        if len(names) > 1:
            app.open_view("view:" + names[(names.index(app.current_mode) + step) % len(names)])

    # steps

    def do_step_undo(self) -> None:
        """Take the last step back."""
        self._reverse(undo=True)

    def do_step_redo(self) -> None:
        """Do it again."""
        self._reverse(undo=False)

    def _reverse(self, *, undo: bool) -> None:
        app = self._app()

        app.write(
            app.store.undo if undo else app.store.redo,
            then=lambda change: self.tell_reversed(change, undo=undo),
        )

    def tell_reversed(self, change: Change, *, undo: bool) -> None:
        """Say which step was taken back or done again; the status line names the way back."""
        app = self._app()
        text = _("Taken back: {step}") if undo else _("Done again: {step}")
        app.clear_notifications()
        app.toast(text.format(step=_(change.label)))
        if undo:  # the step before it has another name, and may be final
            app.last_step = ""
        app.step_undone = change.label if undo else ""
        if app.front is not None:
            app.front.repaint_frame()

    # leaving

    def do_screen_back(self) -> None:
        """One step back."""
        app = self._app()
        front = app.front
        step_back = getattr(front, "step_back", None)
        if step_back and step_back():
            return
        if front is not None and len(app.screen_stack) > 1:
            self._leave(front)

    def do_screen_close(self) -> None:
        """Close the screen; quit on the first one."""
        app = self._app()
        if app.front is not None and len(app.screen_stack) > 1:
            self._leave(app.front)
        elif app.current_mode == app.DEFAULT_MODE:
            self.do_app_quit()
        else:
            app.open_view(f"view:{app.DEFAULT_MODE}")

    def _leave(self, screen: BaseScreen) -> None:
        app = self._app()
        if not screen.dirty:
            app.pop_screen()
            return

        def take(choice: str | None) -> None:
            if choice == "save":
                app.call_later(screen.act, "form.save")
            elif choice == "keep":
                app.pop_screen()
            elif choice == "drop":
                getattr(screen, "drop_draft", lambda: None)()
                app.pop_screen()

        app.push_screen(unsaved_window(), take)

    def do_app_quit(self) -> None:
        """End the program; drafts are kept, so the question only says so."""
        from kontor.tui.screens.dialogs import Window

        app = self._app()
        dirty = [one for one in app.all_screens() if one.dirty]
        if not dirty:
            app.exit()
            return
        text: list[Part | list[Part]] = [
            [(one.crumb(), "bold"), "  ", (_("not saved"), "$warn")] for one in dirty
        ]
        choices = (("quit", _("Quit, keep the draft"), "k"), ("stay", _("Stay"), "b"))
        app.push_screen(
            Window(_("Quit?"), [*text, "", _("The draft is offered again at the next start.")],
                   choices, first="stay"),
            lambda choice: app.exit() if choice == "quit" else None,
        )  # fmt: skip

    async def do_screen_refresh(self) -> None:
        """Read the screen again."""
        front = self._app().front
        if front is not None:
            front.requery()

    def do_pane_next(self) -> None:
        """Next pane or field."""
        self._app().screen.focus_next()

    def do_theme_next(self) -> None:
        """Next colours."""
        app = self._app()
        place = ORDER.index(app.theme) if app.theme in ORDER else -1
        app.theme = ORDER[(place + 1) % len(ORDER)]

    # frame

    def title_pieces(
        self, screen: BaseScreen
    ) -> tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]]:
        """Both ends of the title line."""
        app = self._app()
        trail = [one.crumb() for one in app.screen_stack if isinstance(one, BaseScreen)]
        left = [(" Kontor", "bold $signal")]
        label = _(app.areas.home(app.current_mode).label)
        trail = [label, *(one for one in trail if one != label)]
        for place, name in enumerate(trail):
            left.append((" › ", "$ink-faint"))
            left.append((name, "bold" if place == len(trail) - 1 else "$ink-soft"))
        right = [(_("not saved") + " ● ", "$warn")] if screen.dirty else []
        if app.store.read_only:
            right.append((_("reading only") + "  ", "bold $warn"))
        parts = [part for part in (app.firm(), screen.period_text()) if part]
        return left, [*right, (" · ".join(parts) + " ", "$ink-soft")]

    def area_items(self, screen: BaseScreen) -> list[tuple[str, str, str, bool]]:
        """The line of areas."""
        app = self._app()
        here = app.areas.home(app.current_mode)
        return [(f"area:{spec.id}", spec.digit, _(spec.label), spec is here) for spec in app.areas]

    def view_items(self, screen: BaseScreen) -> list[tuple[str, str, str, bool]]:
        """The line of views of this area."""
        app = self._app()
        return [
            (f"view:{view.NAME}", "", _(view.TITLE), app.current_mode == view.NAME)
            for view in app.areas.home(app.current_mode).views
        ]

    def last_step_pieces(self) -> list[tuple[str, str]]:
        """The last step and how to take it back."""
        app = self._app()
        if app.step_undone:
            again = _("does again: {step}").format(step=_(app.step_undone))
            return [(app.key_of("step.redo"), "bold $signal"), (f" {again} ", "$ink-soft")]
        if not app.last_step:
            return []
        undo = app.key_of("step.undo")
        return [(_(app.last_step), "$ink-soft"), (f" · {undo} ", "bold $signal"),
                (_("takes it back") + " ", "$ink-soft")]  # fmt: skip

    def key_of(self, name: str) -> str:
        """The key of an action as people read it, after their own key map."""
        app = self._app()
        return shown_key(app.keymap_keys(name)[0])


def unsaved_window() -> Window:
    """What happens to a form that is left."""
    from kontor.tui.screens.dialogs import Window

    choices = (
        ("save", _("Save"), "s"),
        ("keep", _("Keep as draft"), "k"),
        ("drop", _("Discard"), "v"),
        ("stay", _("Back to the form"), "z"),
    )
    return Window(
        _("Not saved yet"), [_("The form has changes that are not saved.")], choices, first="stay"
    )
