"""The police force's custody records, with drug tests on arrest."""

from fingerpost.evidence.sources.ages import age_on
from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest_quarter

FORCE_CUSTODY = Source(
    name="force_custody",
    version=2,
    title="Custody and drug tests on arrest",
    publisher="the police force",
    agency="the police force",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per detention",
    columns=(
        Column(
            name="quarter",
            kind=ColumnKind.QUARTER,
            derive=commonest_quarter("arrested_on"),
            meaning="the quarter that the file is of: that of most arrests",
        ),
        Column(name="custody_number", header="Custody Number", personal=True, token="custody"),
        Column(
            name="nominal_id",
            header="Nominal ID",
            personal=True,
            token="nominal",
            nullable=True,
            meaning="the force's number of the person; one person may have several",
        ),
        Column(name="forename", header="Forename", personal=True, nullable=True),
        Column(name="surname", header="Surname", personal=True, nullable=True),
        Column(
            name="alias",
            header="Alias",
            personal=True,
            nullable=True,
            meaning="another name given",
        ),
        Column(
            name="date_of_birth",
            header="Date of Birth",
            kind=ColumnKind.DATE,
            personal=True,
            nullable=True,
        ),
        Column(
            name="age",
            kind=ColumnKind.INTEGER,
            derive=age_on("arrested_on"),
            nullable=True,
            meaning="in whole years on the day of arrest, from the date of birth",
        ),
        Column(name="sex", header="Sex", nullable=True),
        Column(
            name="ethnicity",
            header="Ethnicity",
            nullable=True,
            meaning="self-defined, 16+1 codes",
        ),
        Column(name="postcode", header="Postcode", personal=True, nullable=True),
        Column(name="arrested_on", header="Arrest Date", kind=ColumnKind.DATE),
        Column(name="custody_suite", header="Custody Suite", nullable=True),
        Column(
            name="home_office_class",
            header="Home Office Class",
            nullable=True,
            codelist="home_office_crime_classes",
            meaning="of the main offence",
        ),
        Column(
            name="crime_number",
            header="Crime Number",
            nullable=True,
            meaning="as in the file of recorded crime",
        ),
        Column(name="drug_test", header="Drug Test", nullable=True, codelist="yes_no"),
        Column(
            name="drug_test_result",
            header="Drug Test Result",
            nullable=True,
            codelist="arrest_drug_test_results",
        ),
        Column(
            name="required_assessment_on",
            header="Required Assessment Date",
            kind=ColumnKind.DATE,
            nullable=True,
            meaning="for those who tested positive",
        ),
        Column(
            name="required_assessment_attended",
            header="Required Assessment Attended",
            nullable=True,
            codelist="yes_no",
        ),
        Column(name="disposal", header="Disposal", nullable=True),
    ),
    key=("custody_number",),
    edition=("quarter",),
    period="quarter",
    lag="about a month after the end of the quarter",
    cadence="quarterly",
    quirks=(
        "Names and dates of birth are as given in custody: aliases and false dates occur.",
        "A crime number ties an arrest to a crime, not to guilt.",
        (
            "Nothing in the file says who sent it: one sender is expected, and a later file of"
            " the same quarter takes the place of the earlier."
        ),
        (
            "Words and codes follow local extracts and are general knowledge, not confirmed by"
            " the sender."
        ),
    ),
    disclosure="police_local",
)
