"""The course as a web site: static pages of both editions, with living explorers.

    python -m course_utils.site FOLDER

builds it from the notebooks' stored outputs; `python3 -m course_utils site` sets up
what that needs and calls it. Sphinx and myst-nb make the pages. Ours are:

    build      all of it, step by step
    pages      a notebook as Sphinx reads it: links, descriptions, places for widgets
    front      front page and glossary; lessons, results and openings serve it
    runs       notebooks run anew, kept with the state of their widgets
    widgets    that state, and the widgets' front ends, as files for the browser
    finish     what holds for all pages: no dead link, a content security policy
    conf       Sphinx's configuration; mathml and words_of_chinese serve it
    theme      the words and scripts of the theme, which are not ours
    models     the finished models as files for the browser
    answerer/  JavaScript that answers the explorers where there is no kernel
    looks/     live.js, which shows widgets without a kernel; style.css; editions.html
"""
