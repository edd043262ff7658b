"""Three-character groups of ICD-10 that count as drug poisoning."""

from fingerpost.evidence.core.codelists import Codelist

ICD10_DRUG_POISONING = Codelist(
    name="icd10_drug_poisoning",
    publisher="World Health Organization",
    version="ICD-10; choice of groups by the Office for National Statistics",
    values={
        "F11": "mental and behavioural disorder through opioids",
        "F12": "mental and behavioural disorder through cannabinoids",
        "F13": "mental and behavioural disorder through sedatives",
        "F14": "mental and behavioural disorder through cocaine",
        "F15": "mental and behavioural disorder through other stimulants",
        "F16": "mental and behavioural disorder through hallucinogens",
        "F18": "mental and behavioural disorder through volatile solvents",
        "F19": "mental and behavioural disorder through several or other drugs",
        "X40": "accidental poisoning by drugs",
        "X41": "accidental poisoning by drugs",
        "X42": "accidental poisoning by drugs",
        "X43": "accidental poisoning by drugs",
        "X44": "accidental poisoning by drugs",
        "X60": "intentional self-poisoning by drugs",
        "X61": "intentional self-poisoning by drugs",
        "X62": "intentional self-poisoning by drugs",
        "X63": "intentional self-poisoning by drugs",
        "X64": "intentional self-poisoning by drugs",
        "X85": "assault by drugs",
        "Y10": "poisoning by drugs, intent undetermined",
        "Y11": "poisoning by drugs, intent undetermined",
        "Y12": "poisoning by drugs, intent undetermined",
        "Y13": "poisoning by drugs, intent undetermined",
        "Y14": "poisoning by drugs, intent undetermined",
        "T40": "poisoning by narcotics and hallucinogens, in hospital records (not confirmed)",
        "T43": "poisoning by psychotropic drugs; T43.6 is stimulants (not confirmed)",
    },
)
