"""English words."""

from typing import Final

from server.content.intent.roles import Words

WORDS: Final[Words] = {
    ("make", None): (
        "write, write up, create, make, build, generate, draft, compose, produce, prepare, design, develop, draw,"
        " draw up, put together, come up with, set up, sketch, do a, do an, do me a, craft, author, code up, whip up,"
        " start, mock up, outline"
    ),
    ("make", "code"): "implement, scaffold",
    ("make", "doc"): "tell me a story, tell me a fairy tale",
    ("make", "table"): "tabulate",
    ("revise", None): (
        "fix, rewrite, change, update, add, convert, turn, transform, translate, port, improve, edit, extend,"
        " migrate, optimize, optimise, polish, shorten, clean up, rework, revise, comment this, comment the,"
        " comment my, replace, remove, simplify, modify, correct, adapt"
    ),
    ("revise", "code"): "refactor, debug",
    ("present", None): (
        "list, show, compare, put, format, organize, organise, summarize, summarise, arrange, display, export, sort,"
        " present, lay out, structure, collect, contrast, break down, save, output, group, give"
    ),
    ("need", None): (
        "i need, i want, i d like, i would like, i d love, need, want, give me, show me, get me, can i get,"
        " can i have, could i get, could i have, we need, we want, looking for, send me, hand me, i require, provide,"
        " provide me with, would love"
    ),
    ("polite", None): (
        "can you, could you, would you, will you, can u, could u, please, pls, plz, help me, i want you to,"
        " i need you to, i d like you to, i would like you to, let s, lets, your task is to, you should,"
        " if you could, would you mind, i need to, i have to, i want to"
    ),
    ("filler", None): (
        "a, an, hi, hey, hello, ok, okay, so, now, then, also, just, kindly, me, us, quickly, first, and then,"
        " thanks, well, dear, yo, alright, great, cool, nice, next, finally, today, again, yes, sure, instead,"
        " how are you, how s it going, what s up"
    ),
    ("question", None): (
        "what, what s, whats, why, how, who, whose, whom, which, when, where, do, do you, should, have you, am i,"
        " isn t, aren t, doesn t, don t you, can i, can we, could i, may i, would it, is there, will it, shall,"
        " what if, wheres, hows, whos"
    ),
    ("explain", None): (
        "explain, tell me, tell us, describe, review, check, clarify, define, discuss, recommend, remind, analyze,"
        " analyse, understand, help me understand, look at, proofread, evaluate, teach me, talk, let me know,"
        " make sense, make sure, walk me through, give me advice, give me some advice, suggest, interpret"
    ),
    ("not", None): "don t, dont, do not, not, never, won t, can t, cannot, no need, without, rather than, stop, avoid",
    ("no", None): "no",
    ("noun", "table"): (
        "table, tables, comparison table, comparison, matrix, side by side, side by side comparison,"
        " comparison chart, decision matrix, tabular, table form, grid view"
    ),
    ("noun", "sheet"): (
        "spreadsheet, spreadsheets, sheet, worksheet with formulas, workbook, budget, budgets, budget planner,"
        " budget plan, budget template, timesheet, balance sheet, budget tracker, expense tracker, pivot table,"
        " amortization schedule, excel table, excel file, csv file, csv table, financial model, cash flow forecast"
    ),
    ("noun", "doc"): (
        "essay, report, letter, cover letter, document, documents, documentation, docs, readme file, plan, resume,"
        " email, mail, e mail, story, short story, poem, speech, article, blog post, blog, post, blogpost, proposal,"
        " policy, manual, guide, handbook, tutorial, memo, minutes, meeting minutes, press release, job description,"
        " contract, agreement, agenda, lesson plan, design doc, spec, specification, executive summary,"
        " summary report, one pager, whitepaper, white paper, thesis, paper, research paper, literature review,"
        " code of conduct, newsletter, obituary, biography, bio, script for a play, screenplay, novel, chapter, song,"
        " lyrics, toast, invitation, statement, cover note, case study, syllabus, curriculum, itinerary, checklist,"
        " recommendation, thank you note, recommendation letter, letter of recommendation, resignation, user manual,"
        " meal plan, training plan, project plan, business plan, study plan, release notes, transcript, fairy tale,"
        " haiku, limerick, sonnet, diary entry, eulogy, reference letter, announcement, pamphlet, brochure, flyer,"
        " dissertation, roadmap, sop, user story, user stories, petition, a complaint, complaint letter, vow, vows,"
        " word piece, privacy policy, terms of service"
    ),
    ("noun", "code"): (
        "code, scripts, shell script, program, programs, function, functions, component, components, page, webpage,"
        " web page, website, web site, site, landing page, app, web app, application, game, query, queries, class,"
        " diagram, flowchart, flow chart, sequence diagram, er diagram, mind map, mindmap, config, configuration,"
        " config file, unit test, unit tests, unittest, unittests, tests, test, snippet, macro, cron expression,"
        " cron job, workflow, server, endpoint, endpoints, module, library, plugin, extension, crawler, scraper,"
        " parser, calculator app, algorithm, one liner, schema, migration, stylesheet, html email,"
        " regular expression, logo, icon, button, navbar, form, animation, dashboard, backend, frontend, rest api,"
        " sql table, create table, table component, report generator, simulation, method, struct, dataclass, chatbot,"
        " interactive map, discord bot, telegram bot, browser extension, todo app, portfolio website, pipeline,"
        " hello world, command line tool, compiler, interpreter, portfolio, html page, login page"
    ),
    ("hint", "table"): "columns, rows",
    ("hint", "sheet"): "formulas, formula",
    ("hint", "code"): (
        "gantt chart, line chart, css class, chart, calculator, in c, in go, in r, quicksort, linked list, terminal,"
        " tetris, todo list"
    ),
    ("it", None): "something, anything, one, it, that for me, version",
    ("into", None): "in, into, as, to, using",
    ("preposition", None): "for, on, with, from, by, at, over, against, without, via, of how",
    ("clause", None): (
        "about, that, which, how, where, who, when, why, because, so that, if, what, while, explaining, saying, whether"
    ),
    ("and", None): "and, but, or, then",
    ("this", None): "this, these, those",
    ("subject", None): (
        "the, my, your, his, her, its, our, their, i, you, he, she, we, they, there, someone, everyone, nobody,"
        " people, i m, i ve, it s"
    ),
    ("verb", None): "is, are, was, were, has, had, have, says, said, does, did, will, looks, seems, works, asked",
    ("idiom", None): (
        "table of contents, set the table, lay the table, clear the table, at the table, on the table, table for two,"
        " table for three, table for four, table for five, table for six, book a table, reserve a table,"
        " periodic table, operating table, pool table, dining table, coffee table, round table, table tennis,"
        " table salt, water table, turn the tables, dress code, zip code, postal code, area code, country code,"
        " tax code, morse code, qr code, promo code, discount code, code name, genetic code, building code, bar code,"
        " code review, liver function, page number, in the form, letter of the alphabet, red letter, plan b,"
        " stock market report, weather report, function of the, to the letter, board game, video game,"
        " love letter to, test results, pregnancy test, driving test, first class, in the report, make a list of,"
        " bed sheet, sheet music, sheet of paper, answer sheet, make a plan to meet, cover story, bedtime, ice cream,"
        " a brief, in brief"
    ),
}
