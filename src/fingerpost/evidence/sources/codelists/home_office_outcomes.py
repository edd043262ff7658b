"""What the police closed a recorded crime with, by the Home Office's number."""

from fingerpost.evidence.core.codelists import Codelist

HOME_OFFICE_OUTCOMES = Codelist(
    name="home_office_outcomes",
    publisher="Home Office",
    version=(
        "frame of April 2014 with outcome 22 of April 2019; "
        "words of 2, 3, 8 and 22 confirmed, others not"
    ),
    values={
        "1": "charged or summonsed",
        "1A": "charged or summonsed for another offence",
        "2": "youth caution",
        "2A": "youth caution for another offence",
        "3": "adult caution",
        "3A": "adult caution for another offence",
        "4": "taken into consideration",
        "5": "the offender has died",
        "6": "penalty notice",
        "7": "cannabis or khat warning",
        "8": "community resolution",
        "9": "not in the public interest, the Crown Prosecution Service decided",
        "10": "not in the public interest, the police decided",
        "11": "the suspect is under age",
        "12": "the suspect is too ill",
        "13": "a victim or main witness is dead or too ill",
        "14": "no suspect, and the victim does not support action",
        "15": "suspect named, victim supports, evidence does not suffice",
        "16": "suspect named, the victim does not support action",
        "17": "the time limit has passed",
        "18": "investigation complete, no suspect named",
        "19": "passed to the National Fraud Intelligence Bureau",
        "20": "another body takes action",
        "21": "further investigation is not in the public interest",
        "22": "diversionary, educational or intervention activity was done; no further action",
    },
)
