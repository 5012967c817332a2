"""Claims and references as a notebook shows them: an accessible table, Markdown or plain text."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from textwrap import fill, indent

from .records import Claim, Omission, Reference

# JupyterLab sets tables small, centred and right-aligned; colours are left to its theme.
_STYLE = """<style>
table.nervelab-weigh { border-collapse: collapse; margin: 0; font-size: var(--jp-content-font-size1, 14px); }
.nervelab-weigh :is(caption, th, td) { text-align: left !important; vertical-align: top !important; }
.nervelab-weigh :is(th, td) { border-top: 1px solid var(--jp-border-color1, currentColor) !important; }
.nervelab-weigh :is(th, td) { line-height: 1.4 !important; }
.nervelab-weigh caption { font-weight: bold; padding: 0.5em 0; }
.nervelab-weigh tbody th { font-weight: normal; width: 30%; }
.nervelab-weigh p { margin: 0.5em 0 0; font-size: 0.9em; line-height: 1.4; }
.nervelab-weigh a { text-decoration: underline !important; }
</style>"""


@dataclass(frozen=True, repr=False)
class Weighed:
    """Claims (or omissions) beside their verdict, the reason and the references."""

    items: tuple[Claim | Omission, ...]
    references: dict[str, Reference]

    def _repr_html_(self) -> str:
        rows = "\n".join(
            f'<tr><th scope="row">{escape(_statement(item))}</th>'
            f"<td><strong>{escape(_verdict(item))}</strong></td>"
            f"<td>{escape(item.reason)}"
            f"<p>References: {'; '.join(_link_html(entry) for entry in self._references(item))}</p></td></tr>"
            for item in self.items
        )
        kinds = {type(item) for item in self.items}
        heading = "What is missing" if kinds == {Omission} else "The article says"
        return (
            f'{_STYLE}<table class="nervelab-weigh"><caption>The article, weighed</caption>'
            f'<thead><tr><th scope="col">{heading}</th><th scope="col">Verdict</th>'
            '<th scope="col">Why</th></tr></thead>'
            f"<tbody>\n{rows}\n</tbody></table>"
        )

    def _repr_markdown_(self) -> str:
        return "\n\n".join(
            f"**{_statement(item)}**  \n*{_verdict(item)}.* {item.reason}  \n"
            f"References: {'; '.join(_link_markdown(reference) for reference in self._references(item))}"
            for item in self.items
        )

    def __str__(self) -> str:
        return "\n\n".join(
            fill(_statement(item), 100)
            + "\n"
            + indent(fill(f"{_verdict(item)}. {item.reason}".strip(), 96), "    ")
            + "\n"
            + "\n".join(indent(fill(str(reference), 92), "      ") for reference in self._references(item))
            for item in self.items
        )

    __repr__ = __str__

    def _references(self, item: Claim | Omission) -> list[Reference]:
        return [self.references[key] for key in item.refs]


@dataclass(frozen=True, repr=False)
class Bibliography:
    """References in full, in the order of their labels."""

    references: tuple[Reference, ...]

    def _repr_html_(self) -> str:
        entries = "\n".join(f"<li>{_entry_html(reference)}</li>" for reference in self.references)
        return f"<ul>\n{entries}\n</ul>"

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {_entry_markdown(reference)}" for reference in self.references)

    def __str__(self) -> str:
        return "\n".join(
            fill(f"{reference}{_doubt(reference)}", 100, subsequent_indent="    ")
            for reference in self.references
        )

    __repr__ = __str__


def _statement(item: Claim | Omission) -> str:
    return f"{item.id}. {item.text if isinstance(item, Claim) else item.topic}"


def _verdict(item: Claim | Omission) -> str:
    return item.verdict.capitalize() if isinstance(item, Claim) else "Left out by the article"


def _doubt(reference: Reference) -> str:
    """What of the reference is not confirmed, said to the reader."""
    note = reference.note or ("cited from memory" if reference.checked == "mem" else "")
    return f" [{note}]" if note else ""


def _link_html(reference: Reference) -> str:
    if not reference.url:
        return escape(reference.cite)
    return f'<a href="{escape(reference.url)}">{escape(reference.label)}</a>'


def _link_markdown(reference: Reference) -> str:
    return f"[{reference.label}]({_markdown_url(reference)})" if reference.url else reference.cite


def _entry_html(reference: Reference) -> str:
    link = f' <a href="{escape(reference.url)}">{escape(reference.identifier)}</a>' if reference.url else ""
    label, cite = escape(reference.label), escape(reference.cite)
    return f"<strong>{label}.</strong> {cite}.{link}{escape(_doubt(reference))}"


def _entry_markdown(reference: Reference) -> str:
    link = f" [{reference.identifier}]({_markdown_url(reference)})" if reference.url else ""
    return f"**{reference.label}.** {reference.cite}.{link}{_doubt(reference)}"


def _markdown_url(reference: Reference) -> str:
    # A DOI may contain brackets, which would end the link.
    return f"<{reference.url}>"
