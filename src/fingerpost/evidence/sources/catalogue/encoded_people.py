"""People as codes in place of names, as `fingerpost encode` writes them."""

from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source

ENCODED_PEOPLE = Source(
    name="encoded_people",
    title="People as codes",
    publisher="any agency, with Fingerpost's own command",
    agency="the agency that encoded its people",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per person, or per way in which the agency wrote them down",
    columns=(
        Column(name="agency", header="Agency", meaning="who encoded the file"),
        Column(
            name="reference",
            header="Person Reference",
            personal=True,
            token="encoded_person",
            nullable=True,
            meaning="a keyed pseudonym of the agency's own number",
        ),
        Column(name="seen_on", header="Seen On", kind=ColumnKind.DATE, nullable=True),
        Column(name="code_schema", header="Code Schema", meaning="name and version"),
        Column(name="key_version", header="Key Version", kind=ColumnKind.INTEGER, minimum=1),
        Column(
            name="key_name",
            header="Key Name",
            meaning="tells two keys apart and says nothing of either",
        ),
        *(
            Column(name=name, header=header, personal=True, nullable=True)
            for name, header in (
                ("born_code", "Date of Birth Code"),
                ("forename_code", "Forename Code"),
                ("surname_code", "Surname Code"),
                ("postcode_code", "Postcode Code"),
                ("sex_code", "Sex Code"),
                ("formal_code", "Formal Forename Code"),
                ("names_code", "Names Code"),
                ("names_day_month", "Names Day Month Code"),
                ("names_month_year", "Names Month Year Code"),
                ("names_day_year", "Names Day Year Code"),
                ("names_postcode", "Names Postcode Code"),
            )
        ),
    ),
    edition=("agency",),
    lag="as the agency sends it",
    cadence="whole, as often as the agency sends it",
    quirks=(
        "A file is everybody whom the agency knows: a later one takes the place of the earlier.",
        "Codes are personal data: whoever holds the key can encode a name and look for it.",
        "Rows of another schema or key than the partnership's land, and stay alone when people are linked.",
    ),
    disclosure="local_partner_data",
)
