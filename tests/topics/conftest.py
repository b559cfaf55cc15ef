import pytest

from tests.factories import ModeratorFactory


@pytest.fixture
def moderator():
    return ModeratorFactory()
