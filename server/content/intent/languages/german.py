"""German words."""

from typing import Final

from server.content.intent.roles import Words

WORDS: Final[Words] = {
    ("make", None): (
        "schreib, schreibe, schreiben, schreibst, erstell*, mach, mache, machen, machst, bau, baue, bauen, baust,"
        " generier*, verfass*, entwirf, entwerfe, entwerfen, zeichne, zeichnen, formulier*, anlegen, leg, lege,"
        " entwickle, entwickeln, bastel, bastle, kreiere, aufsetzen, setz, setze, stelle zusammen, ausarbeiten,"
        " vorbereiten, bereite, gestalte, gestalten, erzeug*, anfertigen, fertige"
    ),
    ("make", "code"): "programmier*, implementier*, code, coden",
    ("revise", None): (
        "ändere, korrigier*, überarbeite*, verbesser*, wandle, wandel, konvertier*, übersetz*, ergänz*, kürze,"
        " erweiter*, optimier*, umschreiben, reparier*"
    ),
    ("revise", "code"): "refaktorier*, refactore, debugge",
    ("present", None): (
        "vergleich, vergleiche, vergleichen, liste, zeig, zeige, stell, stelle, ordne, fasse, fass, sortier*,"
        " exportier*, darstellen, pack, packe, trag, trage, gib, gliedere, bring, bringe"
    ),
    ("need", None): (
        "ich brauche, ich bräuchte, brauche, bräuchte, brauch, ich will, ich möchte, möchte, ich hätte gern,"
        " ich hätte gerne, hätte gern, hätte gerne, gib mir, zeig mir, wir brauchen, ich benötige, benötige,"
        " ich wünsche mir"
    ),
    ("polite", None): "kannst du, könntest du, können sie, könnten sie, kannst, würdest du, hilf mir, lass uns, bitte",
    ("filler", None): (
        "hallo, moin, mir, uns, mal, doch, jetzt, nun, danke, guten tag, guten morgen, servus, also, dann,"
        " wie geht s, wie geht es dir"
    ),
    ("question", None): (
        "was, wie, warum, wieso, weshalb, wer, wem, wen, wessen, welche, welcher, welches, welchen, wann, wo, woher,"
        " wohin, wozu, gibt es, wieviele, wieviel, soll ich, darf ich, muss ich, kann ich, kann man, kennst du,"
        " weisst du, was ist"
    ),
    ("explain", None): (
        "erklär, erkläre, erklären, erläuter*, sag mir, sag, beschreib, beschreibe, prüf, prüfe, verstehen, erzähl*,"
        " empfiehl, nenn, nenne, analysier*, antworte, beantworte"
    ),
    ("not", None): "kein, keine, keinen, keinem, keiner, nicht, nie, ohne, statt",
    ("noun", "table"): "tabelle, tabellen, vergleichstabelle, *tabelle, gegenüberstellung, übersichtstabelle, matrix",
    ("noun", "sheet"): (
        "tabellenkalkulation, excel tabelle, exceltabelle, excel datei, exceldatei, csv datei, haushaltsbuch,"
        " budgetplan, haushaltsplan, kalkulationstabelle, excel liste, csv tabelle, rechenblatt, finanzplan"
    ),
    ("noun", "doc"): (
        "aufsatz, brief, *brief, bericht, *bericht, bewerbung, *bewerbung, anschreiben, *schreiben, lebenslauf,"
        " dokument, *plan, konzept, *konzept, gedicht, geschichte, kurzgeschichte, märchen, rede, *rede, artikel,"
        " *artikel, anleitung, *anleitung, vertrag, *vertrag, protokoll, *protokoll, erörterung, hausarbeit,"
        " facharbeit, kündigung, email, e mail, mail, referat, zusammenfassung als dokument, dokumentation, handbuch,"
        " leitfaden, antrag, einladung, stellenanzeige, pressemitteilung, gutachten, tagesordnung, widerspruch,"
        " beschwerde"
    ),
    ("noun", "code"): (
        "skript, *skript, programm, *programm, funktion, *funktion, komponente, *komponente, webseite, website,"
        " internetseite, homepage, *seite, app, *app, abfrage, *abfrage, diagramm, *diagramm, flussdiagramm, spiel,"
        " *spiel, quelltext, klasse, ausdruck, regulären ausdruck, konfiguration, schaubild, test, tests, methode,"
        " anwendung, *anwendung, formular, rechner, *rechner, logo"
    ),
    ("hint", "sheet"): "formeln, summenformeln",
    ("hint", "code"): "schleife",
    ("it", None): "etwas, was für mich, eins, eine lösung",
    ("into", None): "in, im, als, zu, zum, nach",
    ("preposition", None): "für, über, mit, von, vom, aus, an, am, auf, zwischen, wegen, bei, gegen, ohne, zur",
    ("clause", None): "dass, damit, wo, weil, wenn, ob, falls",
    ("and", None): "und, aber, oder",
    ("this", None): "dies*",
    ("subject", None): "der, die, das, den, dem, mein, meine, meinem, dein, deine, ich, du, er, sie, es, wir, unser*",
    ("verb", None): "ist, sind, war, waren, hat, haben, hatte, sagt, steht, geht, läuft, wird",
    ("idiom", None): (
        "postleitzahl, tabelle der bundesliga, in der tabelle, tabellenführer, tisch decken, den tisch, ersatzteil,"
        " beispiel, beispiele, zum beispiel, im brief, rückseite, vorderseite"
    ),
}
