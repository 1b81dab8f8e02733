"""What can be done with maintenance contracts, in the list, the due list and the sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from kontor.base.errors import NotFound
from kontor.base.i18n import N_, _, ngettext
from kontor.contacts.queries import devices as known_devices
from kontor.tickets.queries import contracts as queries
from kontor.tickets.queries.contract_run import Asked
from kontor.tickets.queries.contracts import Known
from kontor.tui import viewer
from kontor.tui.screens.dialogs import Confirm
from kontor.tui.screens.firm.backups import store_of
from kontor.tui.screens.related import RelatedSteps
from kontor.tui.screens.tickets import contract_forms as forms
from kontor.tui.text import Rows

if TYPE_CHECKING:
    from kontor.tui.app import KontorApp
    from kontor.tui.screens.base import BaseScreen

_OPENED = 5  # files that are opened at once
_NEEDS_ONE = (
    "record.open", "record.edit", "record.cancel", "contract.price", "contract.devices",
    "contract.done", "contract.case", "record.related",
)  # fmt: skip


class ContractSteps(RelatedSteps):
    """A mixin of screens; `contract_key` is the one under the cursor."""

    CANCEL = N_("Give notice")

    def related_ref(self) -> str:
        """The contract."""
        key = self.contract_key()
        return "" if key is None else f"tickets:contract/{key}"

    def contract_key(self) -> int | None:
        """Id of the contract that the keys mean."""
        raise NotImplementedError

    def contract_keys(self) -> list[int]:
        """Ids of the contracts that keys for several mean."""
        key = self.contract_key()
        return [] if key is None else [key]

    def _kontor_app(self) -> KontorApp:
        return cast("BaseScreen", self).kontor

    def the_contract(self) -> Known | None:
        """The contract, read again."""
        key, app = self.contract_key(), self._kontor_app()
        try:
            with app.store.read() as con:
                if key is None:
                    return None
                return queries.known(con, queries.contract(con, key), app.today())
        except NotFound:
            return None

    def why_not_contract(self, name: str) -> str:
        """What the contract forbids."""
        if not name.startswith(_NEEDS_ONE):
            return ""
        one = self.the_contract()
        if one is None:
            return _("No contract is chosen.")
        if name == "contract.done" and one.planned is not None:
            return _("A visit is planned: its case says when it was done.")
        if name == "contract.case" and (one.planned is None or one.planned.ticket is None):
            return _("No visit is planned.")
        return ""

    def _form(self, make: Callable[[Any], Any]) -> None:
        one = self.the_contract()
        if one is not None:
            self._kontor_app().push_screen(make(one.contract))

    def do_record_new(self) -> None:
        """A new contract."""
        self._kontor_app().push_screen(forms.ContractForm())

    def do_record_edit(self) -> None:
        """What is agreed."""
        self._form(forms.ContractForm)

    def do_record_cancel(self) -> None:
        """Note a notice; of one with notice, that it was taken back."""
        one, app = self.the_contract(), self._kontor_app()
        if one is None:
            return
        if one.contract.cancelled is None:
            app.push_screen(forms.NoticeForm(one.contract))
            return
        from kontor.tickets.service.contracts import resume_contract

        app.run_case(resume_contract, one.contract.id)

    def do_contract_price(self) -> None:
        """Another price."""
        self._form(forms.PriceForm)

    def do_contract_done(self) -> None:
        """A visit without a case."""
        self._form(forms.VisitForm)

    def do_contract_index(self) -> None:
        """A value of an index."""
        self._kontor_app().push_screen(forms.IndexForm())

    def do_contract_case(self) -> None:
        """Open the case of the planned visit."""
        one = self.the_contract()
        if one is not None and one.planned is not None and one.planned.ticket is not None:
            self._kontor_app().open_record(f"tickets:{one.planned.ticket}")

    def do_contract_devices(self) -> None:
        """Mark what is looked after."""
        one, app = self.the_contract(), self._kontor_app()
        if one is None:
            return
        with app.store.read() as con:
            inside = queries.devices(con, one.contract.id)
            there = known_devices.devices(con, one.contract.contact)
        if not there:
            app.toast(_("No device of this customer is known."), tone="warning")
            return

        def take(value: str | None) -> None:
            if value is None:
                return
            from kontor.tickets.contract_model import ContractChange
            from kontor.tickets.service.contracts import change_contract

            gone = [device.id for device in inside if device.removed is not None]
            wanted = ContractChange(devices=[*forms.device_keys(value), *gone])
            app.run_case(change_contract, one.contract.id, wanted)

        app.push_screen(forms.choose_devices(there, {str(device.id) for device in inside}), take)

    def do_step_next(self) -> None:
        """Look at what the run would make of the marked ones; without marks of all."""
        from kontor.tickets.queries.contracts import due
        from kontor.tui.screens.tickets.contract_run import RunScreen

        app = self._kontor_app()
        with app.store.read() as con:
            there = {one.contract.id for one in due(con, app.today())}
        wanted = tuple(key for key in self.contract_keys() if key in there)
        if not wanted:
            app.toast(_("Nothing is due here yet."), tone="warning")
            return
        app.push_screen(RunScreen(Asked(app.today(), wanted)))

    def do_contract_announce(self) -> None:
        """Write the announcements that wait into a folder, and open them."""
        app = self._kontor_app()
        with app.store.read() as con:
            count = len(queries.announcements(con))
        if not count:
            app.toast(_("No announcement waits."), tone="warning")
            return
        folder = app.folder / _("Maintenance")
        said = ngettext("{count} announcement", "{count} announcements", count)
        text: Rows = [
            [(said.format(count=count), "bold")], "",
            _("Mails and letters are written into {path} and open.").format(path=folder),
            _("They stay in the archive as they went out."),
        ]  # fmt: skip

        def take(choice: str | None) -> None:
            if choice == "yes":
                self._announce(folder)

        app.push_screen(Confirm(_("Hand them out?"), text, verb=_("Hand out")), take)

    def _announce(self, folder: Any) -> None:
        from kontor.base.dates import now_utc

        app, store = self._kontor_app(), store_of(cast("BaseScreen", self))

        def job() -> list[Any]:
            from kontor.desk.announcing import hand_out

            folder.mkdir(parents=True, exist_ok=True)
            return hand_out(store, folder, now_utc())

        def done(gone: list[Any]) -> None:
            opened = [one for one in gone[:_OPENED] if viewer.show(one.path)]
            said = _("Opened: {path}") if opened else _("Written: {path}")
            app.toast(said.format(path=folder), seconds=12)

        app.write(job, then=done)
