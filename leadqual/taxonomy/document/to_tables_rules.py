"""Dictionary and phrase rules of a document → the tables; only what differs is written."""

from collections.abc import Collection, Mapping

from leadqual.taxonomy.document.document import Document
from leadqual.taxonomy.models import DictionaryEntry, Function, Industry, Level, PhraseRule


def forget_meanings(functions: Collection[int]) -> None:
    """Let no entry and no phrase name functions that come back: the document says which do."""
    DictionaryEntry.functions.through.objects.filter(function_id__in=functions).delete()
    PhraseRule.functions.through.objects.filter(function_id__in=functions).delete()


def write_dictionary(live: Document, new: Document, functions: Mapping[str, Function]) -> None:
    """Store the entries that differ between two documents.

    Args:
        live: what the tables say.
        new: what they are to say.
        functions: slug → stored row, for all functions of the new document.
    """
    changed = {
        title: said for title, said in new.dictionary.items() if live.dictionary.get(title) != said
    }
    gone = live.dictionary.keys() - new.dictionary.keys()
    DictionaryEntry.objects.filter(normalised__in=gone).delete()
    DictionaryEntry.objects.bulk_create(
        DictionaryEntry(normalised=title) for title in changed.keys() - live.dictionary.keys()
    )
    rows = DictionaryEntry.objects.in_bulk(list(changed), field_name="normalised")
    levels = dict(Level.objects.values_list("slug", "pk"))
    industries = dict(Industry.objects.values_list("slug", "pk"))
    for title, row in rows.items():
        row.level_id = levels.get(changed[title].level)
        row.industry_id = industries.get(changed[title].industry)
    DictionaryEntry.objects.bulk_update(rows.values(), ["level", "industry"], batch_size=500)
    links = DictionaryEntry.functions.through
    links.objects.filter(dictionaryentry__in=rows.values()).delete()
    links.objects.bulk_create(
        links(dictionaryentry_id=row.pk, function_id=functions[slug].pk)
        for title, row in rows.items()
        for slug in sorted(changed[title].functions)
    )


def write_phrases(live: Document, new: Document, functions: Mapping[str, Function]) -> None:
    """Store the phrase rules that differ between two documents; see `write_dictionary`."""
    changed = {
        phrase: meant for phrase, meant in new.phrases.items() if live.phrases.get(phrase) != meant
    }
    PhraseRule.objects.filter(phrase__in=live.phrases.keys() - new.phrases.keys()).delete()
    PhraseRule.objects.bulk_create(
        PhraseRule(phrase=phrase) for phrase in changed.keys() - live.phrases.keys()
    )
    rows = PhraseRule.objects.in_bulk(list(changed), field_name="phrase")
    links = PhraseRule.functions.through
    links.objects.filter(phraserule__in=rows.values()).delete()
    links.objects.bulk_create(
        links(phraserule_id=row.pk, function_id=functions[slug].pk)
        for phrase, row in rows.items()
        for slug in sorted(changed[phrase])
    )
