"""Reports to the local drug information system."""

from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest_financial_year

DRUG_INFORMATION_REPORTS = Source(
    name="drug_information_reports",
    title="Drug information reports (LDIS)",
    publisher="the local drug information system",
    agency="the local drug information system",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per report",
    columns=(
        Column(
            name="financial_year",
            kind=ColumnKind.FINANCIAL_YEAR,
            derive=commonest_financial_year("reported_at"),
            meaning="that of most reports in the file, in UTC",
        ),
        Column(name="report_number", header="Report Number"),
        Column(
            name="reported_at", header="Reported", kind=ColumnKind.DATETIME, meaning="in UTC"
        ),
        Column(
            name="reporter",
            header="Reporter",
            nullable=True,
            meaning="what kind of person or service, never a name",
        ),
        Column(
            name="used_on",
            header="Date Used",
            kind=ColumnKind.DATE,
            date_format="%Y-%m-%d",
            nullable=True,
        ),
        Column(name="place", header="Place", nullable=True, meaning="coarse"),
        Column(
            name="district_code",
            header="District Code",
            kind=ColumnKind.AREA_CODE,
            nullable=True,
        ),
        Column(name="sold_as", header="Sold As", nullable=True),
        Column(name="thought_to_be", header="Thought To Be", nullable=True),
        Column(name="form", header="Form", nullable=True),
        Column(name="marks", header="Marks", nullable=True),
        Column(name="effects", header="Effects", nullable=True),
        Column(
            name="people_harmed",
            header="People Harmed",
            kind=ColumnKind.INTEGER,
            nullable=True,
            minimum=0,
        ),
        Column(
            name="naloxone_given", header="Naloxone Given", nullable=True, codelist="yes_no"
        ),
        Column(name="responded", header="Responded", nullable=True, codelist="yes_no"),
        Column(name="sample_taken", header="Sample Taken", nullable=True, codelist="yes_no"),
        Column(name="lab_result", header="Lab Result", nullable=True),
        Column(
            name="reliability",
            header="Reliability",
            nullable=True,
            meaning="as the partnership grades it",
        ),
    ),
    key=("report_number",),
    edition=("financial_year",),
    period="financial_year",
    lag="hours to days",
    cadence="yearly; alerts are raised from single reports in the service",
    quirks=(
        "A report is unconfirmed until a laboratory has answered.",
        "Several reports may be of one incident.",
        (
            "Free text may hold what somebody should not have written: read it before it is "
            "shown."
        ),
        (
            "Nothing in the file says who sent it: one sender is expected, and a later file of"
            " the same year takes the place of the earlier."
        ),
        (
            "Words and codes follow local extracts and are general knowledge, not confirmed by"
            " the sender."
        ),
    ),
    disclosure="local_partner_data",
)
