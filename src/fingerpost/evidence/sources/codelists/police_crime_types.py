"""The crime types of data.police.uk."""

from fingerpost.evidence.core.codelists import Codelist

POLICE_CRIME_TYPES = Codelist(
    name="police_crime_types",
    publisher="data.police.uk",
    version="since September 2013",
    values={
        "Anti-social behaviour": "incidents that are no recorded crime; they carry no Crime ID",
        "Bicycle theft": "taking a pedal cycle",
        "Burglary": "entering a building to steal or do damage, homes and businesses together",
        "Criminal damage and arson": "damage to property, with and without fire",
        "Drugs": "trafficking and possession together",
        "Other crime": "forgery, perjury and the rest",
        "Other theft": "theft by an employee, blackmail, making off without payment",
        "Possession of weapons": "having a weapon such as a firearm or a knife",
        "Public order": "offences that cause fear, alarm or distress",
        "Robbery": "theft with force or the threat of force",
        "Shoplifting": "theft from shops or stalls",
        "Theft from the person": "theft from a victim without force, bags and phones",
        "Vehicle crime": "theft from or of a vehicle, or interference with one",
        "Violence and sexual offences": "from common assault to homicide, and sexual offences",
    },
)
