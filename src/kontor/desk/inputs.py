"""What a new firm with its books takes: one input, the same for wizard and command line."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from kontor.company.kinds import Chart, Filing, MoneyKind, ProfitMethod, VatMethod
from kontor.company.law import legal_forms
from kontor.company.model import FirmFields, FirmInput
from kontor.desk.takeover.inputs import TakeOver
from kontor.store.inputs import Input, Text


class StartAccount(Input):
    """A money account to begin with; its number in the chart is chosen unless it is given."""

    name: Text = Field(min_length=1, max_length=80)
    kind: MoneyKind = MoneyKind.BANK
    iban: Text | None = None
    bic: Text | None = None
    holder: Text | None = None
    account: Annotated[str, Field(pattern=r"^[0-9]{4,8}$")] | None = None


class StartRange(Input):
    """A number range that continues where the program before stopped."""

    series: Annotated[Text, Field(pattern=r"^[a-z][a-z_]{1,30}$")] = "invoice"
    pattern: Text = "RE-{year}-{number:04}"
    first: int = Field(default=1, ge=1, le=999_999, description="next number to give")


class CompanyInput(FirmFields):
    """A new firm with its books: what `kontor new --input` and the wizard take."""

    chart: Literal["skr03", "skr04"] = "skr03"
    started: date = Field(description="first day of these books; any day of the year")
    legal_form: str = Field(default="sole", description="code of the legal form")
    land: str = Field(default="", description="Land of the tax office: NW, BY …")
    tax_office: Text = ""
    tax_number: Text = ""
    vat_id: Text = ""
    vat_method: VatMethod = VatMethod.SOLL
    profit_method: ProfitMethod | None = Field(
        default=None, description="default by legal form: balance sheet where the law asks for it"
    )
    vat_filing: Filing | None = Field(
        default=None, description="default: quarter, none for small traders"
    )
    vat_extension: bool = False
    settings: dict[str, Text] = Field(default={}, description="further settings, key to value")
    money_accounts: list[StartAccount] = Field(
        default=[], description="default: one bank account and one cash box"
    )
    number_ranges: list[StartRange] = []
    takeover: TakeOver = TakeOver()
    demo: Text | None = None

    def firm_input(self) -> FirmInput:
        """The part that the own firm takes."""
        fields = {name: getattr(self, name) for name in FirmFields.model_fields}
        return FirmInput(
            **fields,
            chart=Chart(self.chart),
            started=self.started,
            demo=self.demo,
            settings=self._settings(),
        )

    def _settings(self) -> dict[str, str]:
        form = legal_forms().get(self.legal_form)
        balance = bool(form and form.balance)
        profit = self.profit_method or (ProfitMethod.BALANCE if balance else ProfitMethod.EUER)
        small = self.vat_method is VatMethod.SMALL
        filing = self.vat_filing or (Filing.NONE if small else Filing.QUARTER)
        named = {
            "legal_form": self.legal_form,
            "land": self.land,
            "tax_office": self.tax_office,
            "tax_number": self.tax_number,
            "vat_id": self.vat_id,
            "vat_method": self.vat_method.value,
            "profit_method": profit.value,
            "vat_filing": filing.value,
            "vat_extension": "1" if self.vat_extension else "0",
        }
        return {key: value for key, value in named.items() if value} | self.settings
