"""What roles are called."""

from ccas.accounts.roles import Role


def test_several_people_hold_a_role():
    assert Role.CANDIDATE.plural == "candidats"
    assert Role.PRESIDENT.plural == "présidents de jury"
    assert Role.OFFICER.plural == "gestionnaires de la certification"
