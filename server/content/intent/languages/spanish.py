"""Spanish words."""

from typing import Final

from server.content.intent.roles import Words

WORDS: Final[Words] = {
    ("make", None): (
        "escribe, escribir, escríbeme, escriba, escribas, escribí, crea, crear, créame, cree, haz, hazme, hacer,"
        " hacerme, haga, hagas, haceme, genera, generar, genérame, redacta, redactar, redáctame, prepara, preparar,"
        " prepárame, elabora, elaborar, diseña, diseñar, diséñame, construye, construir, dibuja, dibujar, desarrolla,"
        " desarrollar, arma, ármame, realiza, compón, créeme, montame"
    ),
    ("make", "code"): "programa, prográmame, programar, implementa, implementar",
    ("revise", None): (
        "corrige, corrígeme, reescribe, modifica, mejora, traduce, convierte, transforma, añade, agrega, acorta,"
        " adapta, cambia, arregla, optimiza, pasa"
    ),
    ("present", None): (
        "compara, comparar, lista, enumera, pon, ponme, poner, muestra, organiza, ordena, resume, presenta, exporta,"
        " agrupa, enlista, clasifica"
    ),
    ("need", None): (
        "necesito, quiero, quisiera, me gustaría, dame, deme, muéstrame, necesitamos, me hace falta, busco, preciso,"
        " ocupo, querría"
    ),
    ("polite", None): (
        "puedes, podrías, me puedes, me podrías, puede, podría, por favor, ayúdame a, ayúdeme a, quiero que,"
        " necesito que, vamos a, quisiera que"
    ),
    ("filler", None): (
        "hola, buenas, buenos días, buenas tardes, me, nos, gracias, ahora, entonces, bueno, oye, y luego,"
        " cómo estás, qué tal"
    ),
    ("question", None): (
        "qué, que es, cómo, por qué, porque, quién, quiénes, cuál, cuáles, cuándo, dónde, cuánto, cuántos, cuánta,"
        " cuántas, para qué, es posible, debo, debería, hay, sabes, conoces, es"
    ),
    ("explain", None): (
        "explica, explícame, explicar, explicarme, dime, cuéntame, describe, revisa, entender, analiza, recomienda,"
        " recomiéndame, aconseja, responde"
    ),
    ("not", None): "nunca, sin, ningún, ninguna, tampoco",
    ("noun", "table"): "tabla, tablas, tabla comparativa, cuadro comparativo, cuadro, comparativa",
    ("noun", "sheet"): (
        "hoja de cálculo, hoja de excel, archivo excel, archivo csv, tabla de excel, tabla dinámica, presupuesto,"
        " planilla, planilla de cálculo, plantilla de excel, hoja de gastos, fichero csv, libro de excel"
    ),
    ("noun", "doc"): (
        "carta, carta de presentación, carta de renuncia, ensayo, informe, redacción, documento, currículum,"
        " currículo, hoja de vida, plan, plan de negocios, plan de estudios, correo, correo electrónico, discurso,"
        " poema, cuento, historia, relato, artículo, guía, manual, contrato, resumen ejecutivo, memoria, tesis,"
        " propuesta, acta, reporte, monografía, comunicado, solicitud, reclamación, invitación, reseña, guion,"
        " noticia"
    ),
    ("noun", "code"): (
        "código, programa, función, componente, página web, página, sitio, sitio web, aplicación, juego, consulta,"
        " diagrama, diagrama de flujo, clase, expresión regular, algoritmo, formulario, macro, configuración, web,"
        " calculadora, logotipo, prueba unitaria, pruebas unitarias, esquema"
    ),
    ("hint", "sheet"): "fórmulas",
    ("it", None): "algo",
    ("into", None): "en, en forma de",
    ("preposition", None): "para, sobre, con, por, desde, al, contra, entre, acerca, sin",
    ("clause", None): "que, donde, porque, cuando, si, cuyo",
    ("and", None): "y, pero, o, luego",
    ("this", None): "este, esta, esto, estos, estas, ese, esa",
    ("subject", None): "el, los, las, mi, mis, tu, tus, su, yo, ella, nosotros",
    ("verb", None): "está, son, fue, era, dice, funciona, ha, falla",
    ("idiom", None): (
        "código postal, pon la mesa, la mesa, código civil, código de vestimenta, juegos olímpicos, carta magna"
    ),
}
