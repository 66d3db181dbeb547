"""What every test shares."""

import random
import sys

import pytest


@pytest.fixture(autouse=True)
def seed():
    """Start each test from the same random numbers, whichever tests ran before."""
    random.seed(0)
    if torch := sys.modules.get("torch"):
        torch.manual_seed(0)
