"""A record as an Open Badge 3.0: an OpenBadgeCredential of the W3C's data model 2.0, as a JSON Web Token (VC-JWT, EdDSA)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import jwt

from babyinmind.records.signing import PublicKey, SigningKey

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
_ALGORITHM = "EdDSA"
MINUTES = "ext:CreditedMinutes"
"""The type of a result: minutes credited for a module. No credit hours: `creditsAvailable` is left out on purpose."""


def credential_of(record: dict[str, Any], key: PublicKey) -> dict[str, Any]:
    """The credential that says what the record says; the key is its issuer."""
    about = " ".join(record["not_credit"])
    modules = record["modules"]
    return {
        "@context": CONTEXT,
        "id": _urn(key, record["number"]),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"Record of independent learning, number {record['number']}",
        "issuer": {"id": key.did, "type": ["Profile"], "name": record["sponsor"]},
        "validFrom": record["issued"],
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "identityType": "name", "hashed": False, "identityHash": record["learner"]}
            ],
            "activityStartDate": f"{record['from']}T00:00:00Z",
            "activityEndDate": f"{record['to']}T00:00:00Z",
            "narrative": f"{record['minutes']} minutes of {record['delivery']}. {about}",
            "achievement": {
                "id": _urn(key, f"{record['number']}/achievement"),
                "type": ["Achievement"],
                "achievementType": "LearningProgram",
                "name": record["course"],
                "description": f"{record['delivery'].capitalize()}, {record['cohort']}. {about}",
                "criteria": {"narrative": record["assessed"]},
                "tag": sorted({area for module in modules for area in module["areas"]}),
                "resultDescription": [
                    {
                        "id": _urn(key, f"{record['number']}/{module['id']}"),
                        "type": ["ResultDescription"],
                        "name": f"{module['title']}: minutes",
                        "resultType": MINUTES,
                    }
                    for module in modules
                ],
            },
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": _urn(key, f"{record['number']}/{module['id']}"),
                    "value": str(module["minutes"]),
                }
                for module in modules
            ],
        },
    }


def badge_of(record: dict[str, Any], key: SigningKey) -> str:
    """The credential as a compact token: its members are the payload, beside the registered claims."""
    credential = credential_of(record, key.public)
    return jwt.encode(_claims(credential) | credential, key.private, _ALGORITHM, headers={"jwk": key.public.jwk})


def is_badge_of(token: Any, record: dict[str, Any], key: PublicKey) -> bool:
    """Whether this token says, signed with this key, exactly what the record says; whatever day it is."""
    try:
        credential = credential_of(record, key)
        payload = jwt.decode(token, key.public, [_ALGORITHM], options={"verify_nbf": False})
    except (jwt.PyJWTError, ValueError, LookupError, TypeError, RecursionError):
        return False
    return payload == _claims(credential) | credential


def _claims(credential: dict[str, Any]) -> dict[str, Any]:
    return {
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "nbf": int(datetime.fromisoformat(credential["validFrom"]).timestamp()),
    }


def _urn(key: PublicKey, name: str) -> str:
    """An identifier that is the same whenever the record is told, and nobody else's."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{key.did}#{name}')}"
