"""What police searched for, as data.police.uk spells it."""

from fingerpost.evidence.core.codelists import Codelist

POLICE_SEARCH_OBJECTS = Codelist(
    name="police_search_objects",
    publisher="data.police.uk",
    version="stop and search files, 2024",
    values={
        "Anything to threaten or harm anyone": "section 60",
        "Article for use in theft": "going equipped",
        "Articles for use in criminal damage": "tools for damage",
        "Controlled drugs": "Misuse of Drugs Act 1971, section 23",
        "Crossbows": "Crossbows Act 1987",
        "Detailed object of search unavailable": "not sent",
        "Evidence of hunting any wild mammal with a dog": "Hunting Act 2004",
        "Evidence of offences under the Act": "other acts",
        "Evidence of wildlife offences": "wildlife acts",
        "Firearms": "Firearms Act 1968",
        "Fireworks": "fireworks",
        "Game or poaching equipment": "Poaching Prevention Act 1862",
        "Goods on which duty has not been paid etc.": "customs",
        "Offensive weapons": "knives and other weapons",
        "Psychoactive substances": "Psychoactive Substances Act 2016",
        "Seals or hunting equipment": "seals",
        "Stolen goods": "stolen goods",
    },
)
