"""How a patient came to be admitted (ADMIMETH)."""

from fingerpost.evidence.core.codelists import Codelist

ADMISSION_METHODS = Codelist(
    name="admission_methods",
    publisher="NHS England",
    version="HES data dictionary; not confirmed",
    values={
        "11": "elective, from a waiting list",
        "12": "elective, booked",
        "13": "elective, planned",
        "21": "emergency, through accident and emergency",
        "22": "emergency, through a general practitioner",
        "23": "emergency, through a bed bureau",
        "24": "emergency, through an outpatient clinic",
        "25": "emergency, through a mental health crisis team",
        "28": "emergency, another way",
        "2A": "emergency, from another provider's emergency department",
        "2B": "emergency, transfer",
        "2D": "emergency, another way",
        "81": "transfer, not an emergency",
    },
)
