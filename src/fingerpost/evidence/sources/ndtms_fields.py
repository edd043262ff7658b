"""Fields that the NDTMS files share: who the client is, the episode, what was done, how it went.

Headers are those of the CSV exchange files; the names here say them in full words. Where the
client does not agree to share (CONSENT is N), all cells but the agency, the client's number and the
consent are `NA`, so hardly any column is required to be filled.
"""

from __future__ import annotations

from fingerpost.evidence.sources.ages import age_on
from fingerpost.evidence.sources.declaration import Column, ColumnKind
from fingerpost.evidence.sources.instalments import commonest

PUBLISHER_OF_FORM = "in the exchange format of NDTMS"
DAYS = "days of the last 28"
# A lazy look for the dataset letter, then for the year: each is read even if the other is missing.
FILE_NAME = (
    r"^(?:.*?NDTMS_[A-Z]+_(?P<dataset_letter>[A-Z])(?![A-Z0-9]))?"
    r"(?:.*?(?<!\d)(?P<financial_year>\d{4}-\d{2})(?!\d))?"
)
CONSENT_QUIRK = (
    "A client who does not agree keeps only AGNCY, CLIENTID and CONSENT, so counts by any other "
    "field are short of the provider's caseload."
)
LETTER_QUIRK = (
    "The dataset letter and the year stand in the file's name alone; the letter changes about "
    "yearly, and codes with it."
)
UNCONFIRMED_QUIRK = (
    "Discharge reasons, sexes, yes and no, and stages of review are general knowledge, not "
    "confirmed against the current reference data."
)

DATASET = (
    Column(
        name="dataset_letter",
        meaning="version of the dataset (P since April 2020), from the file's name",
    ),
    Column(
        name="financial_year",
        kind=ColumnKind.FINANCIAL_YEAR,
        meaning="from the file's name; 2021 for 2021-22",
    ),
    Column(
        name="agency",
        derive=commonest("agency_code"),
        meaning="the agency that the file is of: the code that most rows hold",
    ),
    Column(name="agency_code", header="AGNCY", meaning="of the row, as sent"),
)


def _date(name: str, header: str, meaning: str = "") -> Column:
    return Column(
        name=name, header=header, kind=ColumnKind.DATE, nullable=True, meaning=meaning
    )


def _code(name: str, header: str, codelist: str | None = None, meaning: str = "") -> Column:
    return Column(name=name, header=header, nullable=True, codelist=codelist, meaning=meaning)


def _personal(name: str, header: str, meaning: str = "", token: str | None = None) -> Column:
    return Column(
        name=name, header=header, nullable=True, personal=True, token=token, meaning=meaning
    )


def _age(*days: str) -> Column:
    return Column(
        name="age",
        kind=ColumnKind.INTEGER,
        derive=age_on(*days),
        nullable=True,
        meaning=f"in whole years on `{'`, or else `'.join(days)}`, from the date of birth",
    )


def _whole(name: str, header: str, maximum: float | None, meaning: str = "") -> Column:
    return Column(
        name=name,
        header=header,
        kind=ColumnKind.INTEGER,
        nullable=True,
        minimum=0,
        maximum=maximum,
        meaning=meaning,
    )


CLIENT = (
    _personal("client_number", "CLIENT", "the provider's own number of the person"),
    Column(
        name="client_id",
        header="CLIENTID",
        personal=True,
        token="client",
        meaning="the number in the provider's system; stays where consent is refused",
    ),
    _personal("first_initial", "FINITIAL"),
    _personal("surname_initial", "SINITIAL"),
    Column(
        name="date_of_birth",
        header="DOB",
        kind=ColumnKind.DATE,
        nullable=True,
        personal=True,
        meaning="with the initials and the sex it is the attributor: never an identity",
    ),
    _code("sex", "SEX", "ndtms_sexes"),
    _code("ethnicity", "ETHNIC", "ndtms_ethnicity"),
)
NATIONALITY = _code("nationality", "NATION", meaning="three-letter code of a country")
CONSENT = Column(
    name="consent",
    header="CONSENT",
    codelist="ndtms_yes_no",
    meaning="does the client agree that the record is shared? (not confirmed since 2018)",
)
EPISODE_ID = _personal(
    "episode_id", "EPISODID", "the provider's number of the episode", "episode"
)
REFERRED_ON = _date("referred_on", "REFLD")
TRIAGED_ON = _date("triaged_on", "TRIAGED")
INJECTING = _code("injecting_status", "INJSTAT", "ndtms_injecting")
FIRST_DRUG = _code("drug_1", "DRUG1", "ndtms_substances", "the main problem substance")
SECOND_DRUG = _code("drug_2", "DRUG2", "ndtms_substances")
DISCHARGED_ON = _date("discharged_on", "DISD", "NA while the episode is open")
DISCHARGE_REASON = _code("discharge_reason", "DISRSN", "ndtms_discharge_reasons")

EPISODE = (
    EPISODE_ID,
    _age("referred_on", "triaged_on"),
    REFERRED_ON,
    _code("referral_source", "RFLS", "ndtms_referral_sources"),
    TRIAGED_ON,
    _date("care_plan_started_on", "CPLANDT"),
    _code("previously_treated", "PREVTR", "ndtms_yes_no"),
    _personal("part_postcode", "PC", "the first part of the postcode and one digit"),
    _code("drug_action_team", "DAT", meaning="old code of the area of residence"),
    _code("local_authority_code", "LA", meaning="of residence"),
    _code("accommodation_need", "ACCMNEED", "ndtms_accommodation"),
    _code("employment_status", "EMPSTAT", "ndtms_employment"),
    _code("parental_status", "PRNTSTAT"),
    _whole("children_living_with_client", "CHILDWTH", 30),
    _code("mental_health_need", "DUALDIAG", "ndtms_yes_no"),
    INJECTING,
    FIRST_DRUG,
    _code("route_of_use", "ROUTE", "ndtms_routes", "of the main substance"),
    SECOND_DRUG,
    _code("drug_3", "DRUG3", "ndtms_substances"),
    _whole("drinking_days", "ALCDDAYS", 28, f"{DAYS} before the start"),
    _whole("units_a_drinking_day", "ALCUNITS", 200),
    _code("hepatitis_c_tested", "HEPCTSTD", "ndtms_yes_no"),
    _code("hepatitis_c_status", "HEPCSTAT"),
    _code("hepatitis_b_vaccination", "HEPBVAC"),
    _date("naloxone_issued_on", "NALOXISS"),
    DISCHARGED_ON,
    DISCHARGE_REASON,
    _code("discharge_destination", "DISDEST"),
)
MODALITY = _code("modality", "MODAL", "ndtms_modalities")
MODALITY_STARTED_ON = _date("modality_started_on", "MODST", "the wait ends here")
MODALITY_ENDED_ON = _date("modality_ended_on", "MODEND")
INTERVENTION = (
    _personal(
        "modality_id", "MODID", "the provider's number of the intervention", "modality_record"
    ),
    MODALITY,
    _date("modality_referred_on", "REFMODDT", "the wait begins here"),
    _date("first_appointment_offered_on", "FAOMODDT"),
    MODALITY_STARTED_ON,
    MODALITY_ENDED_ON,
    _code("modality_exit", "MODEXIT", "ndtms_modality_exits"),
    _code("modality_setting", "MODSET"),
)
OUTCOMES = (
    _personal("outcomes_id", "TOPID", "the provider's number of the form", "outcomes_record"),
    _date("outcomes_on", "TOPDATE", "day of the Treatment Outcomes Profile"),
    _code("outcomes_stage", "TRSTAGE", "ndtms_review_stages"),
    _whole("alcohol_days", "ALCUSE", 28, DAYS),
    _whole("opiate_days", "OPIUSE", 28, DAYS),
    _whole("crack_days", "CRAUSE", 28, DAYS),
    _whole("cocaine_days", "COCAUSE", 28, DAYS),
    _whole("amphetamine_days", "AMPHUSE", 28, DAYS),
    _whole("cannabis_days", "CANNUSE", 28, DAYS),
    _whole("other_drug_days", "OTDRGUSE", 28, DAYS),
    _whole("injecting_days", "IVDRGUSE", 28, DAYS),
    _whole("paid_work_days", "PWORK", 28, DAYS),
    _whole("education_days", "EDUCAT", 28, DAYS),
)
ADULT_OUTCOMES = (
    _code("acute_housing_problem", "ACUTHPBM", "ndtms_yes_no"),
    _code("housing_risk", "HRISK", "ndtms_yes_no"),
    _whole("psychological_health", "PSYHSTAT", 20, "0 to 20, higher is better"),
    _whole("physical_health", "PHSTAT", 20, "0 to 20, higher is better"),
    _whole("quality_of_life", "QUALLIFE", 20, "0 to 20, higher is better"),
)
SECURE_EPISODE = (
    EPISODE_ID,
    _age("referred_on", "received_on"),
    REFERRED_ON,
    TRIAGED_ON,
    _date("received_on", "RECPDT", "reception into the prison"),
    _code("prison", "PRISON"),
    FIRST_DRUG,
    SECOND_DRUG,
    INJECTING,
    MODALITY,
    MODALITY_STARTED_ON,
    MODALITY_ENDED_ON,
    _code("naloxone_at_exit", "NALOXEXIT", "ndtms_yes_no"),
    DISCHARGED_ON,
    DISCHARGE_REASON,
    _date("transferred_on", "TRANSDAT"),
    _code(
        "transferred_to_agency", "TRANSAGNCY", meaning="the community agency that takes over"
    ),
)
JUSTICE_EPISODE = (
    EPISODE_ID,
    _age("first_contact_on"),
    _date("first_contact_on", "CONTDT"),
    _code("contact_route", "CONTROUTE", meaning="how the team came to know the client"),
    _date("assessed_on", "ASSESSDT"),
    _code("drug_test_result", "TESTRES"),
    FIRST_DRUG,
    SECOND_DRUG,
    _date("referred_to_treatment_on", "REFTXDT"),
    _code("referred_to_agency", "REFTXAGNCY", meaning="the treatment agency"),
    _date("care_coordination_ended_on", "CARECOFF"),
    DISCHARGED_ON,
)
