"""Classes of recorded crime that bear on drugs, as the Home Office numbers them."""

from fingerpost.evidence.core.codelists import Codelist

HOME_OFFICE_CRIME_CLASSES = Codelist(
    name="home_office_crime_classes",
    publisher="Home Office",
    version="Counting Rules, April 2021; all but 92A not confirmed",
    values={
        "92A": "trafficking in controlled drugs: supply, production, possession with intent",
        "92C": "other drug offences (not confirmed)",
        "92D": "possession of controlled drugs other than cannabis (not confirmed)",
        "92E": "possession of cannabis (not confirmed)",
        "28E": "burglary of a home (not confirmed)",
        "28F": "attempted burglary of a home (not confirmed)",
        "28G": "burglary of a home by distraction (not confirmed)",
        "30C": "burglary of a business or community building (not confirmed)",
        "30D": "attempted burglary of such a building (not confirmed)",
        "34A": "robbery of business property (not confirmed)",
        "34B": "robbery of personal property (not confirmed)",
        "39": "theft from the person (not confirmed)",
        "45": "theft from a vehicle (not confirmed)",
        "46": "shoplifting (not confirmed)",
        "48": "theft or unauthorised taking of a vehicle (not confirmed)",
        "49": "other theft (not confirmed)",
        "126": "interfering with a vehicle (not confirmed)",
        "5D": "assault with intent to cause serious harm (not confirmed)",
        "8N": "assault with injury (not confirmed)",
        "105A": "assault without injury (not confirmed)",
    },
)
