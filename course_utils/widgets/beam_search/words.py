"""Every word that the beam explorer shows."""

from course_utils.language import _, _p


def beam_words() -> dict[str, str]:
    """Return the labels and sentences by name; {names} are filled in by the browser."""
    return _controls() | _picture() | _node() | _step() | _truth()


def _controls() -> dict[str, str]:
    return {
        "title": _("Steer a beam search"),
        "sentence": _("Sentence"),
        "own": _("your own sentence"),
        "placeholder": _("type an English sentence"),
        "translate": _("Translate"),
        "working": _("Searching with every width …"),
        "busy": _("The kernel is busy; the answer comes when it is done."),
        "offline": _(
            "No kernel answers. Run this cell again to search anew; all else works."
        ),
        "width": _("beam width k"),
        "compare": _("compare with"),
        "rival": _("k ="),
        "rivalName": _("width to compare with"),
        "penalty": _("divide by"),
        "longest": _("maximum length"),
        "back": _("◀ Back"),
        "step": _("Step ▶"),
        "play": _p("button", "Play"),
        "pause": _("Pause"),
        "cursor": _("step"),
        "truth": _("exhaustive truth"),
        "reference": _("right translation"),
        "release": _("Release forced tokens"),
        "reset": _("Reset"),
        "tryTable": _(
            "Try this: k = 1 misses the best sentence, k = 2 finds it. Then set α to 0 "
            "and tick “exhaustive truth”: why does a short sentence win now?"
        ),
        "tryModel": _(
            "Try this: compare k = 1 with k = 5, then move k up to 10. Does the score "
            "ever fall? And the translation: is a better score a better sentence?"
        ),
        "table": _("The table: change any probability"),
        "cell": _("probability of {token}, {row}"),
        "after": _("after {prefix}"),
        "atStart": _("at the start"),
        "otherwise": _("else, step {step}"),
        "renormalised": _(
            "Row “{row}”: P({token}) is now {prob}; the others were multiplied by "
            "{factor}, so that the row sums to 1."
        ),
        "sharedOut": _(
            "Row “{row}”: P({token}) is now {prob}; the others were all 0 and share "
            "what is left, so that the row sums to 1."
        ),
    }


def _picture() -> dict[str, str]:
    return {
        "tree": _("Search tree, k = {k}"),
        "paneHead": _("Beam width k = {k}"),
        "column": _("step {step}"),
        "more": _("+ {count} more pruned"),
        "counter": _(
            "Candidates scored so far: {sum} · {size} = {total} (open prefixes · "
            "tokens); at most k · n · T = {k} · {size} · {longest} = {bound}."
        ),
        "ranking": _("Finished sentences, best first"),
        "rank": _("rank"),
        "text": _("sentence"),
        "sum": _("log p"),
        "length": _("L"),
        "divisor": _("divisor"),
        "score": _("score"),
        "cut": _("(cut off)"),
        "noneYet": _("None has ended yet."),
        "legendKept": _("kept"),
        "legendPruned": _("pruned"),
        "legendFinished": _("finished"),
        "legendForced": _("forced"),
        "legendWon": _("winner"),
        "legendTrue": _("true best"),
        "legendReference": _("right translation"),
        "legendLine": _(
            "In a node: token and sum of log p; below, log p of the step, and rank "
            "among all candidates or final score. A thicker line is a likelier token."
        ),
        "keys": _(
            "Keys: Tab enters the tree, arrows walk, Enter forces a token, Escape "
            "releases."
        ),
        "arithmetic": _("The path and its arithmetic"),
        "errors": _("Search error or model error?"),
    }


def _node() -> dict[str, str]:
    return {
        "rootName": _("The start: nothing is written yet."),
        "nodeName": _("{token}, step {step}, log-probability {logProb}, sum {total}."),
        "nodeScore": _("score {score}"),
        "nodeForced": _("forced"),
        "nodeKept": _("#{rank}"),
        "nodePruned": _("✕ #{rank}"),
        "isForced": _(
            "Forced: number {rank} of {count} candidates. You chose it, and the search "
            "continues from here."
        ),
        "isPassed": _(
            "Passed over: number {rank} of {count} candidates, but another token is "
            "forced here."
        ),
        "isPruned": _(
            "Pruned: number {rank} of {count} candidates, and only {k} stay; it is "
            "{lag} behind the last that did."
        ),
        "isKept": _("Kept: number {rank} of {count} candidates."),
        "isFinished": _("Finished: it leaves the beam with score {score}."),
        "isCut": _("Cut off at the maximum length, with score {score}."),
        "isWinner": _("The winner."),
        "ifEnded": _("if it ended here"),
        "pressForce": _("Click or press Enter: the search continues from here."),
        "pressRelease": _("Click or press Enter: the search is free again."),
    }


def _step() -> dict[str, str]:
    return {
        "before": _("Nothing is written yet: the beam holds the start alone."),
        "said": _(
            "Step {step} of {all}: {open} · {size} = {count} candidates (open "
            "prefixes · tokens). Kept: {kept}."
        ),
        "scored": _("{text} ({total})"),
        "saidPruned": _("Best pruned: {text}."),
        "stopSafe": _(
            "The search stops: the best finished score is {best}, and nothing that "
            "grows from an open prefix can score more than {bound}."
        ),
        "stopLength": _("The search stops at the maximum length, {longest}."),
        "stopEnded": _("The search stops: every prefix in the beam has ended."),
        "saidWinner": _("Winner: {text}, score {score}."),
        "briefly": _("Step {step}, k = {k}: the best is {text} ({total})."),
        "brieflyEnded": _("k = {k} ends at step {step} with {text} (score {score})."),
        "bothSame": _(
            "Both widths find the same sentence, by scoring {workA} and {workB} "
            "candidates."
        ),
        "firstBetter": _(
            "k = {k} finds the better score: {a} against {b}, by scoring {workA} "
            "candidates against {workB}."
        ),
        "secondBetter": _(
            "k = {other} finds the better score: {b} against {a}, by scoring {workB} "
            "candidates against {workA}."
        ),
    }


def _truth() -> dict[str, str]:
    return {
        "tick": _("Tick “{box}” to find out."),
        "forcedFirst": _(
            "Tokens are forced, so this is not the search's own doing. Release them "
            "to judge it."
        ),
        "later": _("Step to the end first."),
        "allSentences": _(
            "The truth: of all {count} sentences, {best} has the best score, {score}."
        ),
        "searchError": _(
            "The search with k = {k} returned {found} ({score}): a search error, which "
            "a wider beam can mend."
        ),
        "noSearchError": _("The search with k = {k} found it: no search error."),
        "modelError": _(
            "Say that {wanted} is right: then the table itself likes a wrong sentence "
            "best. That is a model error, and no search can mend it."
        ),
        "noModelError": _(
            "Say that {wanted} is right: the table likes it best, too. No model error."
        ),
        "impossible": _(
            "This explorer does not know the most probable sentence of all: there are "
            "up to {size}^{longest}. (An exact search cuts most of them unseen.)"
        ),
        "noReference": _(
            "And for your own sentence the right translation is not known."
        ),
        "foundReference": _(
            "The search found the right translation, score {score}. Only if something "
            "else scored still more would there be an error, and then of both kinds."
        ),
        "missedReference": _(
            "The right translation, {right}, would score {score}, more than the "
            "{found} that was found: certainly a search error, which a wider beam may "
            "mend."
        ),
        "dislikedReference": _(
            "The right translation, {right}, scores only {score}, less than the "
            "{found} that was found: certainly a model error, which no search can "
            "mend, and perhaps a search error besides."
        ),
    }
