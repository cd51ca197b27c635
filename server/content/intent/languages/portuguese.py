"""Portuguese words."""

from typing import Final

from server.content.intent.roles import Words

WORDS: Final[Words] = {
    ("make", None): (
        "escreva, escreve, escrever, crie, cria, criar, faça, faz, fazer, faca, gere, gera, gerar, elabore, elaborar,"
        " redija, redigir, prepare, preparar, monte, monta, montar, desenvolva, desenvolver, desenhe, desenha,"
        " desenhar, construa, construir, produza, componha, projete"
    ),
    ("make", "code"): "programe, programar, implemente, implementar",
    ("revise", None): (
        "corrija, corrige, reescreva, modifique, melhore, traduza, traduz, converta, converte, transforme,"
        " transforma, adicione, adiciona, encurte, adapte, altere, mude, conserte, otimize, refatore"
    ),
    ("present", None): (
        "compare, liste, coloque, coloca, mostre, mostra, organize, resuma, apresente, exporte, ponha, põe, agrupe"
    ),
    ("need", None): (
        "preciso de, preciso, quero, queria, gostaria de, gostaria, me dê, dê me, dá me, me dá, me mostre,"
        " precisamos, estou precisando de"
    ),
    ("polite", None): (
        "você pode, você poderia, pode, podes, poderia, consegue, consegues, por favor, me ajude a, ajuda me a,"
        " quero que, preciso que, vamos, dá pra"
    ),
    ("filler", None): (
        "oi, olá, bom dia, boa tarde, boa noite, me, mim, pra mim, para mim, obrigado, obrigada, agora, aí"
    ),
    ("question", None): (
        "o que, o que é, como, por que, porque, quem, qual, quais, quando, onde, quanto, quantos, quantas, para que,"
        " devo, será, você sabe, você conhece, existe"
    ),
    ("explain", None): (
        "explique, explica, explicar, me explique, diga, me diga, conte, descreva, revise, entender, analise,"
        " recomende, responda"
    ),
    ("not", None): "não, nao, nunca, sem, nenhum, nenhuma",
    ("noun", "table"): "tabela, tabelas, tabela comparativa, quadro comparativo, quadro, comparativo",
    ("noun", "sheet"): (
        "planilha, planilhas, folha de cálculo, planilha do excel, planilha de excel, arquivo excel, ficheiro excel,"
        " arquivo csv, ficheiro csv, orçamento, tabela dinâmica, tabela do excel"
    ),
    ("noun", "doc"): (
        "carta, carta de apresentação, redação, relatório, documento, currículo, plano, plano de negócios, email,"
        " e mail, discurso, poema, conto, história, artigo, guia, manual, contrato, ensaio, resumo executivo,"
        " proposta, ata, tese, monografia, comunicado, convite, requerimento, roteiro, texto"
    ),
    ("noun", "code"): (
        "código, programa, função, componente, página, página web, site, aplicativo, aplicação, jogo, consulta,"
        " diagrama, fluxograma, classe, expressão regular, algoritmo, formulário, configuração, calculadora, logotipo"
    ),
    ("hint", "sheet"): "fórmulas",
    ("it", None): "algo, alguma coisa",
    ("into", None): "em, numa, num, no formato",
    ("preposition", None): "para, pra, sobre, com, por, na, no, ao, aos, contra, entre, sem",
    ("clause", None): "que, onde, porque, quando, se",
    ("and", None): "e, mas, ou",
    ("this", None): "esse, essa, isso, isto",
    ("subject", None): "os, as, meu, minha, meus, seu, sua, eu, ele, ela, nós",
    ("verb", None): "está, são, foi, era, diz, funciona",
    ("idiom", None): "código postal, código civil, código de barras, põe a mesa, a mesa",
}
