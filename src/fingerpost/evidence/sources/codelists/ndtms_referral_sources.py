"""Who referred the client to treatment (RFLS)."""

from fingerpost.evidence.core.codelists import Codelist

NDTMS_REFERRAL_SOURCES = Codelist(
    name="ndtms_referral_sources",
    publisher="Office for Health Improvement and Disparities",
    version="sets H and K, as an open exporter has them; later sets differ",
    values={
        "1": "drug service, statutory",
        "2": "drug service, not statutory",
        "3": "general practitioner",
        "4": "self",
        "5": "arrest referral or drug interventions programme",
        "6": "drug rehabilitation requirement",
        "8": "probation",
        "9": "accident and emergency",
        "10": "needle exchange",
        "11": "psychiatry",
        "12": "community care assessment",
        "13": "prison",
        "14": "employment service",
        "15": "other",
        "16": "education service",
        "17": "pupil referral unit",
        "18": "careers service for the young",
        "19": "social services",
        "20": "looked-after children's service",
        "21": "sex worker project",
        "22": "hospital",
        "23": "psychological services",
        "24": "relative",
        "25": "another person concerned",
        "69": "outreach (not confirmed)",
        "70": "police diversion or liaison (not confirmed)",
    },
)
