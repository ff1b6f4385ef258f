from kb.errors import KBError
from kb.web.errors import STATUS, status_of


def leaves(kind: type[KBError]) -> set[type[KBError]]:
    below = kind.__subclasses__()
    return {kind}.union(*map(leaves, below)) if below else {kind}


def test_every_error_has_a_status_of_its_own() -> None:
    assert leaves(KBError) - {KBError} == set(STATUS)
    assert all(400 <= status_of(kind("x")) < 600 for kind in STATUS)
