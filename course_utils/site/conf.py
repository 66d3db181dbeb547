"""Sphinx's configuration; `build` adds what depends on the edition."""

from pathlib import Path

HERE = Path(__file__).parent

extensions = [
    "myst_nb",
    "course_utils.site.mathml",
    "course_utils.site.words_of_chinese",
]
html_math_renderer = "mathml"
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"
nb_merge_streams = True
suppress_warnings = ["mystnb.unknown_mime_type"]

author = ""
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False
html_theme = "furo"
html_theme_options = {"top_of_page_buttons": []}
html_static_path = [str(HERE / "looks" / "static")]
templates_path = [str(HERE / "looks")]
html_favicon = str(HERE / "looks" / "static" / "icon.svg")
html_css_files = ["style.css"]
html_js_files = [("live.js", {"type": "module"})]
html_domain_indices = False
html_use_index = False
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "editions.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
