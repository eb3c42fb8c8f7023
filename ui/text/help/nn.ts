import type { HelpTexts } from "./nb";

/** The user guide as the program itself tells it, in nynorsk. */
export const nn: HelpTexts = {
  title: "Hjelp og om programmet",
  intro:
    "Numra er stega i brukarrettleiinga til Bufdir. Steg 12 til 15 er søknaden om tilgang i nettportalen, og varselet du får om han.",
  contents: "Innhald",
  chapters: [
    {
      title: "Logge inn",
      steps: [
        {
          title: "1. Start innlogginga",
          text: "Trykk «Logg inn med ID-porten». Innlogginga skjer i nettlesaren din, og programmet ventar så lenge. Lukka du fana, trykkjer du «Opne nettlesaren igjen».",
        },
        {
          title: "2. Vel elektronisk ID",
          text: "Vel elektronisk ID i nettlesaren og logg inn. Tenesta krev høgt tryggingsnivå, og difor kan ikkje MinID veljast.",
        },
        {
          title: "3. Vel ein PIN og registrer deg",
          text: "Første gongen på ei maskin vel du ein PIN på minst åtte teikn. Han opnar det som ligg kryptert på maskina, også utan nett. Programmet låser seg etter ti minutt utan bruk. Har du gløymt PIN-en, trykkjer du «Gløymt PIN», loggar inn og vel ein ny. Avgjerder som ventar, blir sende likevel. Trykk «Start registrering», og skriv inn e-post og telefon på jobb. Varsel blir sende dit når du har skrive inn koden du får på e-post. Du finn det igjen under «Innstillingar».",
        },
      ],
    },
    {
      title: "Finne rapportane",
      steps: [
        {
          title: "4. Heim",
          text: "«Innrapportering» viser kor mange oppgåver som er opne, og kvar rapportane frå kommunane er. «Utrapportering» viser fristbrot i fylket og landet. Under «Treng deg» står avgjerder som kom tilbake, korrigerte rapportar og utkast.",
        },
        {
          title: "5. Opne oppgåver",
          text: "Trykk på referansen for å opne eit skjema. Du kan søkje, filtrere og sortere. Øvst til høgre står alltid om programmet er tilkopla, og kor mange avgjerder som ventar. Du kan lese og avgjere utan nett. «Klar for reise» tyder at alle opne skjema, tidlegare periodar og reglane ligg på maskina, og at du kan arbeide utan nett i minst ti timar.",
        },
      ],
    },
    {
      title: "Kontrollere og avgjere",
      steps: [
        {
          title: "6. Les punkta",
          text: "Vel overskrift til venstre. Kvart punkt står med talet i denne perioden, førre periode, same halvår i fjor, endringa og dei siste fire åra. Eit funn står under punktet det gjeld, med reknestykket og nummeret på regelen.",
          terms: [
            ["Feil", "Tala kan ikkje stemme. Du må ha sett alle feil før du kan svare Ja."],
            ["Må forklarast", "Kommunen skal ha forklart talet."],
            ["Til orientering", "Verdt å sjå på."],
          ],
        },
        {
          title: "7. Fyll inn talet ditt",
          text: "Til høgre skriv du talet på saker med mellom 3-6 månaders undersøkingstid der avgjerd om utvida undersøking er godkjend av statsforvaltaren. Under feltet står kva talet gjer med fristbrota. Eit tal du gav til ein tidlegare versjon, står i feltet frå starten, med ein merknad om kvar det er henta frå.",
        },
        {
          title: "8. Godkjenn",
          text: "Vel «Ja» ved «Godkjenner», og trykk «Lagre», «Hald fram arbeidsflyten» og «Stadfest». Rapporten går til Bufdir. Du kan angre i ti sekund. Etter det står det kvar avgjerda er.",
          terms: [
            [
              "Lagra her",
              "Avgjerda ligg trygt på maskina, og serveren har ikkje fått henne. Ho blir send når maskina har nett og du er logga inn.",
            ],
            ["Motteke", "Serveren har henne og har gitt ei kvittering med nummer."],
            ["Hos Bufdir", "Bufdir har kvittert."],
          ],
        },
        {
          title: "Fleire rapportar utan funn",
          text: "Fana «Heile fylket» viser alle einingane i eit halvår. Til høgre står rapportane som ventar og ikkje har funn. Fyll inn talet ditt for dei du vil godkjenne, og trykk «Hald fram arbeidsflyten». Du får sjå kvart tal før du stadfestar. Kvar rapport blir ei eiga avgjerd med eiga kvittering.",
        },
        {
          title: "Minn om fristen",
          text: "«Send påminning» i fana «Heile fylket» viser kven som ikkje har rapportert. Vel éin eller fleire, og trykk «Sjå e-posten». Ingenting blir sendt før du har sett han. Påminningar krev nett, og ei eining kan ikkje minnast om fristen to gonger på ein time.",
        },
        {
          title: "9. Returner for korrigering",
          text: "Vel «Nei», og skriv i kommentaren kvifor skjemaet blir returnert. «Spør kommunen» ved eit funn eller eit punkt legg punktet i lista over det du spør om. Kommunen må svare på kvart av dei før han kan sende på nytt. Trykk «Lagre», «Hald fram arbeidsflyten» og «Stadfest».",
        },
        {
          title: "10. Korrigert rapport",
          text: "Når kommunen sender på nytt, får du eit varsel, og rapporten står igjen under «Opne oppgåver». Han opnar på endringane: det du spurde om og som er endra, det du spurde om og som ikkje er endra, og det som er endra utan at du spurde. Tasten E går til neste endring.",
        },
      ],
    },
    {
      title: "Etterpå",
      steps: [
        {
          title: "11. Løyste oppgåver (arkiv)",
          text: "Avgjorde skjema ligg i arkivet med alle versjonar, avgjerda, kvitteringa og kvar ho er. «Skriv ut» gir rapporten med avgjerd og kvittering til arkivet på kontoret. Ser du ein feil etter godkjenninga, skriv du kva som er gale under «Be Bufdir om gjenopning».",
        },
        {
          title: "Når noko treng deg",
          text: "Har kommunen sendt ein ny versjon, eller har ein kollega avgjort før deg, gjeld ikkje avgjerda di. Ho er halden tilbake og står ved sida av det som gjeld, med teksten din. Ingenting blir sendt på nytt av seg sjølv: du avgjer på nytt, eller seier at du har lese det.",
        },
      ],
    },
    {
      title: "Tilgangssøknader",
      steps: [
        {
          title: "16. Les søknaden",
          text: "Den som vil sjå dei publiserte tala, søkjer om tilgang. Søknaden kjem med eit varsel, og står under «Opne oppgåver» med typen «Tilgangssøknad». Du ser kven som søkjer, korleis du når vedkomande, kven søkjaren arbeider for, og grunngivinga. Ingen avgjer sin eigen søknad.",
        },
        {
          title: "17. Svar på søknaden",
          text: "Vel «Ja» og den siste dagen med tilgang, høgst to år fram, eller «Nei» med ei grunngiving. Er søkjaren ekstern, vel du «Ekstern søkjar, send til Bufdir»: då får Bufdir kontaktopplysningane, og avgjer. Trykk «Hald fram arbeidsflyten» og «Stadfest». «Tilgangar» over lista viser kven som har tilgang gjennom kontoret. Der kan du avslutte ein tilgang. Det krev nett.",
        },
      ],
    },
    {
      title: "Tal og varsel",
      steps: [
        {
          title: "Utrapportering",
          text: "«Utrapportering» viser dei publiserte tala for kommunane og bydelane til embetet, fylket og landet, også utan nett. Vel eining og indikator til venstre. Første og andre halvår er kvar sin serie. Bilete og tabellar kan lagrast som filer i mappa Dokument, utanfor det krypterte lageret. Ved punkt som inngår i ein indikator, står nummeret, til dømes 3A. Det fører til indikatoren for same kommune.",
        },
        {
          title: "Varsel",
          text: "Når noko kjem inn, viser maskina eit varsel. Er programmet låst opp, står det kva eining det gjeld. Er det låst, står det berre kor mange som er komne. Varsel viser aldri tal. Du vel «Stille tid» under «Innstillingar». Ikonet i systemstatusfeltet seier om programmet er tilkopla. Ventar noko på å bli sendt når du avsluttar, får du vite det først.",
        },
      ],
    },
  ],
  keys: "«Stadfest» har ingen snarveg.",
  diagnostics: "Når noko ikkje verkar",
  diagnosticsText:
    "Feilsøkingsfila seier kva programmet har gjort dei siste dagane, og om maskina. Ho inneheld ingen rapportar, avgjerder eller personopplysningar. Du kan lese henne før du sender henne til nokon.",
  diagnosticsExport: "Lagre feilsøkingsfil",
  diagnosticsIn: (file) => `Feilsøkingsfila ligg her: ${file}`,
  about: "Om programmet",
  parts: [
    {
      title: "Kva ligg på denne maskina",
      text: "Rapportane til kontoret, utkasta dine og avgjerder som ventar, ligg krypterte her. Du kan lese og avgjere utan nett. Det du avgjer, blir sendt når maskina får nett og du er logga inn.",
    },
    {
      title: "Personvern",
      text: "Rapportane inneheld tal og tekstane frå kommunen, ikkje opplysningar om enkeltpersonar i saker. Skriv ikkje slike opplysningar i kommentaren.",
    },
    {
      title: "Tilgjenge",
      text: "Programmet kan brukast med tastatur åleine og med skjermlesar, og toler 200 % forstørring.",
    },
    {
      title: "Kven laga det",
      text: "Halvårsrapport er eit sjølvstendig program og ikkje Bufdir si eiga teneste. Treng du hjelp, kontakt den som driftar serveren på kontoret ditt.",
    },
  ],
};
