"""French words."""

from typing import Final

from server.content.intent.roles import Words

WORDS: Final[Words] = {
    ("make", None): (
        "écris, écrivez, écrire, crée, créez, créer, cree, fais, faites, faire, génère, générez, générer, rédige,"
        " rédigez, rédiger, prépare, préparez, préparer, construis, construire, conçois, concevoir, dessine,"
        " dessiner, élabore, élaborer, développe, développer, produis, établis, compose, réalise, réaliser, invente"
    ),
    ("make", "code"): "programme moi, code moi, implémente, programmer, coder",
    ("revise", None): (
        "corrige, corrigez, réécris, modifie, améliore, traduis, convertis, transforme, ajoute, raccourcis, adapte,"
        " complète, optimise, change"
    ),
    ("present", None): (
        "compare, comparez, comparer, liste, listez, mets, mettez, mettre, présente, organise, résume, classe,"
        " affiche, exporte, montre, regroupe, range"
    ),
    ("need", None): (
        "j ai besoin d, j ai besoin de, besoin d, besoin de, il me faut, il me faudrait, je veux, je voudrais,"
        " j aimerais, donne moi, donnez moi, montre moi, il nous faut, je souhaite, je cherche"
    ),
    ("polite", None): (
        "peux tu, pouvez vous, pourrais tu, pourriez vous, tu peux, vous pouvez, tu pourrais, aide moi à,"
        " aidez moi à, s il te plaît, s il vous plaît, stp, svp, peut tu"
    ),
    ("filler", None): (
        "bonjour, salut, bonsoir, moi, nous, merci, alors, maintenant, donc, d accord, coucou, m, me, ça va,"
        " comment ça va"
    ),
    ("question", None): (
        "qu est ce, qu est ce que, est ce que, quoi, que, quel, quelle, quels, quelles, qui, comment, pourquoi,"
        " quand, combien, c est quoi, de quoi, à quoi, est il, faut il, dois je, puis je, connais tu"
    ),
    ("explain", None): (
        "explique, expliquer, expliquez, explique moi, m expliquer, dis moi, décris, vérifie, comprendre, analyse,"
        " relis, recommande, conseille, réponds"
    ),
    ("not", None): "ne, n, pas, aucun, aucune, sans, jamais, plutôt que",
    ("noun", "table"): "tableau, tableaux, tableau comparatif, comparatif",
    ("noun", "sheet"): (
        "feuille de calcul, feuille excel, fichier excel, tableau excel, tableur, fichier csv, budget, classeur,"
        " tableau de budget, tableau d amortissement, feuille de temps"
    ),
    ("noun", "doc"): (
        "lettre, lettre de motivation, dissertation, rapport, rédaction, essai, document, plan, plan d affaires,"
        " courrier, courriel, discours, poème, histoire, conte, nouvelle, article, guide, manuel, contrat,"
        " compte rendu, mémoire, exposé, note de service, communiqué, notice, cahier des charges, proposition,"
        " fiche de poste, invitation, attestation, procès verbal, mail, e mail, email, présentation écrite"
    ),
    ("noun", "code"): (
        "code, programme, fonction, composant, page web, page html, page, site, site web, site internet, application,"
        " appli, jeu, requête, diagramme, schéma, organigramme, classe, expression régulière, algorithme, formulaire,"
        " macro, configuration, fichier de configuration, logo, logiciel, calculatrice"
    ),
    ("hint", "sheet"): "formules",
    ("it", None): "quelque chose, un truc",
    ("into", None): "dans, en, sous forme de, sous forme d, sous la forme de",
    ("preposition", None): "pour, sur, avec, du, depuis, au, aux, contre, chez, par, entre, sans",
    ("clause", None): "qui, que, dont, où, parce que, afin, quand, si",
    ("and", None): "et, mais, ou, puis",
    ("this", None): "ce, cet, cette, ces",
    ("subject", None): "le, la, les, l, mon, ma, mes, ton, ta, je, j, tu, il, elle, on, vous, son, sa",
    ("verb", None): "est, sont, était, ont, dit, marche, fonctionne",
    ("idiom", None): (
        "code postal, code de la route, code promo, code civil, mettre la table, mets la table, tableau de maître,"
        " tableau de bord de la voiture, peint ce tableau, table des matières, page de garde, jeux olympiques,"
        " au tableau"
    ),
}
