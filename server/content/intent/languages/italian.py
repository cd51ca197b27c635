"""Italian words."""

from typing import Final

from server.content.intent.roles import Words

WORDS: Final[Words] = {
    ("make", None): (
        "scrivi, scrivimi, scrivere, scrivermi, scriva, crea, creami, creare, crearmi, fai, fammi, fare, farmi,"
        " faccia, genera, generami, generare, prepara, preparami, preparare, redigi, redigere, elabora, elaborare,"
        " costruisci, costruire, disegna, disegnami, disegnare, sviluppa, sviluppare, realizza, realizzami,"
        " realizzare, componi, progetta, stendi, butta giù"
    ),
    ("make", "code"): "programma, programmami, programmare, implementa, implementare",
    ("revise", None): (
        "correggi, riscrivi, modifica, migliora, traduci, converti, trasforma, aggiungi, accorcia, adatta, cambia,"
        " sistema, ottimizza"
    ),
    ("present", None): (
        "confronta, confrontare, elenca, elencami, metti, mettere, mostra, organizza, riassumi, presenta, esporta,"
        " ordina"
    ),
    ("need", None): (
        "ho bisogno di, ho bisogno d, mi serve, mi servono, mi servirebbe, voglio, vorrei, dammi, mostrami, ci serve,"
        " avrei bisogno di"
    ),
    ("polite", None): (
        "puoi, potresti, può, potrebbe, mi puoi, mi potresti, per favore, per piacere, aiutami a, voglio che, riesci a"
    ),
    ("filler", None): "ciao, salve, buongiorno, buonasera, mi, ci, grazie, allora, ora, adesso, dai",
    ("question", None): (
        "che, che cos, che cosa, cos, cosa, come, perché, chi, quale, quali, quando, dove, quanto, quanti, quante,"
        " devo, dovrei, conosci, sai, esiste, a cosa serve"
    ),
    ("explain", None): (
        "spiega, spiegami, spiegare, dimmi, descrivi, controlla, capire, analizza, consiglia, consigliami, rispondi"
    ),
    ("not", None): "non, mai, senza, nessun, nessuna, niente",
    ("noun", "table"): "tabella, tabelle, tabella comparativa, tabella di confronto, confronto, prospetto",
    ("noun", "sheet"): (
        "foglio di calcolo, foglio excel, file excel, file csv, foglio elettronico, bilancio familiare,"
        " tabella excel, tabella pivot, preventivo, cartella excel"
    ),
    ("noun", "doc"): (
        "lettera, lettera di presentazione, lettera di dimissioni, tema, relazione, saggio, documento, curriculum,"
        " curriculum vitae, piano, business plan, email, e mail, discorso, poesia, racconto, storia, fiaba, articolo,"
        " guida, manuale, contratto, proposta, verbale, tesi, tesina, rapporto, comunicato, invito, riassunto scritto"
    ),
    ("noun", "code"): (
        "codice, programma, funzione, componente, pagina, pagina web, sito, sito web, applicazione, gioco, query,"
        " interrogazione sql, diagramma, diagramma di flusso, classe, espressione regolare, algoritmo, modulo web,"
        " configurazione, calcolatrice, logo"
    ),
    ("hint", "sheet"): "formule",
    ("it", None): "qualcosa",
    ("into", None): "in, in forma di, sotto forma di",
    ("preposition", None): (
        "per, su, sul, sulla, sullo, sui, sulle, con, da, dal, dalla, al, alla, tra, fra, contro, nel"
    ),
    ("clause", None): "che, dove, perché, quando, se, cui",
    ("and", None): "e, ma, o, poi",
    ("this", None): "questo, questa, questi, queste, quello, quella",
    ("subject", None): "il, lo, gli, i, mio, mia, tuo, tua, io, lui, lei, noi",
    ("verb", None): "sono, era, dice, funziona, ha",
    ("idiom", None): "codice postale, codice fiscale, codice civile, la tavola, apparecchiare la tavola",
}
