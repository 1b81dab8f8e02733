"""Rate per hour and unit prices: a published example and the catalogue of a painter."""

from __future__ import annotations

import pytest

from kontor.sales.kinds import CostKind
from kontor.sales.rules.calculation import (
    CostLine,
    hourly_rate,
    margin,
    overheads_per_hour,
    presence_days,
    productive_hours,
    unit_price,
)


def test_the_rate_per_hour_of_the_chamber() -> None:
    """20.00 + 16.77 + 24.52 + 3.23 = 64.52 (published example)."""
    rate = hourly_rate(20_0000, 8385, 24_5200, 527)
    assert (rate.on_costs, rate.overheads, rate.profit) == (16_7700, 24_5200, 3_2300)
    assert rate.cost == 36_7700 and rate.price == 64_5200


def test_productive_hours_and_overheads() -> None:
    days = presence_days(261, 9, 28, 11, 2)
    assert days == 211
    assert productive_hours(days, 8_000, 8_700) == 1_468_560  # 1,468.56 hours
    # 150,000.00 € on 4,405.68 hours of three people: 34.0469…
    assert overheads_per_hour(15_000_000, 3 * 1_468_560) == 34_0470
    assert overheads_per_hour(15_000_000, 0) == 0


CATALOGUE = [
    ("Wand/Decke Dispersion 2x", 390, "0.95", 7_4800),  # 6.3375 + 1.14 = 7.4775
    ("Raufaser tapezieren", 900, "2.60", 17_7500),  # 17.745
    ("Tapete entfernen", 540, "0.25", 9_0800),  # 9.075
    ("Spachteln Q2", 420, "1.10", 8_1500),  # 8.145
    ("Spachteln Q3", 720, "1.90", 13_9800),
    ("Glattvlies", 840, "3.40", 17_7300),
    ("Türblatt", 4500, "7.50", 82_1300),  # 82.125
    ("Türzarge", 2700, "4.20", 48_9200),  # 48.915
    ("Heizkörper", 2400, "4.80", 44_7600),
    ("Fenster", 5700, "9.50", 104_0300),  # 104.025
    ("Fassade", 840, "4.10", 18_5700),
    ("WDVS EPS 140", 4680, "46.00", 131_2500),
    ("Abdecken", 108, "0.45", 2_3000),  # 2.295
    ("Gesellenstunde", 3600, "0.00", 58_5000),
    ("Anfahrt Zone 1", 1500, "6.00", 31_5800),  # 31.575
]


@pytest.mark.parametrize(("name", "seconds", "material", "price"), CATALOGUE)
def test_the_catalogue(name: str, seconds: int, material: str, price: int) -> None:
    lines = [
        CostLine(CostKind.LABOUR, seconds=seconds),
        CostLine(CostKind.MATERIAL, cost=int(material.replace(".", "")) * 100, surcharge=2000),
    ]
    assert unit_price(lines, 58_5000).price == price, name


def test_costs_waste_and_the_part_of_the_work() -> None:
    found = unit_price(
        [
            CostLine(CostKind.LABOUR, seconds=900),  # 15 min
            CostLine(CostKind.MATERIAL, 2_500, 4_0000, waste=1000, surcharge=2000),  # 2.5 × 4.00
            CostLine(CostKind.EQUIPMENT, 1_000, 3_0000, surcharge=1000),
            CostLine(CostKind.SUBCONTRACT, 1_000, 8_2000, surcharge=2000),
        ],
        58_5000,
        36_7700,
    )
    assert found.costs[CostKind.LABOUR] == 9_1925  # 36.77 / 4
    assert found.costs[CostKind.MATERIAL] == 11_0000  # with 10 % waste
    assert found.costs[CostKind.SUBCONTRACT] == 8_2000
    # 14.625 + 13.20 + 3.30 + 9.84 = 40.965
    assert found.price == 40_9700 and found.seconds == 900
    assert found.labour_share == 17_9250  # 14.625 work + 3.30 machine
    assert found.cost == 9_1925 + 11_0000 + 3_0000 + 8_2000


def test_margin() -> None:
    assert margin(100_000, 64_000, 18 * 3600) == (36_000, 3_600, 2_000)
    assert margin(0, 500) == (-500, 0, None)
