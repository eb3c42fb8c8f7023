/** A step of the guide, or what belongs to one. */
export type HelpStep = {
  title: string;
  text: string;
  /** Words that the step's page shows, and what they mean. */
  terms?: [word: string, meaning: string][];
};

export type HelpTexts = {
  title: string;
  intro: string;
  contents: string;
  chapters: { title: string; steps: HelpStep[] }[];
  keys: string;
  diagnostics: string;
  diagnosticsText: string;
  diagnosticsExport: string;
  diagnosticsIn: (file: string) => string;
  about: string;
  parts: { title: string; text: string }[];
};

/** The user guide as the program itself tells it, in bokmål. */
export const nb: HelpTexts = {
  title: "Hjelp og om programmet",
  intro:
    "Numrene er trinnene i Bufdirs brukerveiledning. Trinn 12 til 15 er søknaden om tilgang i nettportalen, og varselet du får om den.",
  contents: "Innhold",
  chapters: [
    {
      title: "Logge inn",
      steps: [
        {
          title: "1. Start innloggingen",
          text: "Trykk «Logg inn med ID-porten». Innloggingen skjer i nettleseren din, og programmet venter så lenge. Lukket du fanen, trykker du «Åpne nettleseren igjen».",
        },
        {
          title: "2. Velg elektronisk ID",
          text: "Velg elektronisk ID i nettleseren og logg inn. Tjenesten krever høyt sikkerhetsnivå, og derfor kan ikke MinID velges.",
        },
        {
          title: "3. Velg en PIN og registrer deg",
          text: "Første gang på en maskin velger du en PIN på minst åtte tegn. Den åpner det som ligger kryptert på maskinen, også uten nett. Programmet låser seg etter ti minutter uten bruk. Har du glemt PIN-en, trykker du «Glemt PIN», logger inn og velger en ny. Avgjørelser som venter, blir sendt likevel. Trykk «Start registrering», og skriv inn e-post og telefon på jobb. Varsler sendes dit når du har skrevet inn koden du får på e-post. Du finner det igjen under «Innstillinger».",
        },
      ],
    },
    {
      title: "Finne rapportene",
      steps: [
        {
          title: "4. Hjem",
          text: "«Innrapportering» viser hvor mange oppgaver som er åpne, og hvor kommunenes rapporter er. «Utrapportering» viser fristbrudd i fylket og landet. Under «Trenger deg» står avgjørelser som kom tilbake, korrigerte rapporter og utkast.",
        },
        {
          title: "5. Åpne oppgaver",
          text: "Trykk på referansen for å åpne et skjema. Du kan søke, filtrere og sortere. Øverst til høyre står alltid om programmet er tilkoblet, og hvor mange avgjørelser som venter. Du kan lese og avgjøre uten nett. «Klar for reise» betyr at alle åpne skjemaer, tidligere perioder og reglene ligger på maskinen, og at du kan arbeide uten nett i minst ti timer.",
        },
      ],
    },
    {
      title: "Kontrollere og avgjøre",
      steps: [
        {
          title: "6. Les punktene",
          text: "Velg overskrift til venstre. Hvert punkt står med tallet i denne perioden, forrige periode, samme halvår i fjor, endringen og de siste fire årene. Et funn står under punktet det gjelder, med regnestykket og regelens nummer.",
          terms: [
            ["Feil", "Tallene kan ikke stemme. Du må ha sett alle feil før du kan svare Ja."],
            ["Må forklares", "Kommunen skal ha forklart tallet."],
            ["Til orientering", "Verd å se på."],
          ],
        },
        {
          title: "7. Fyll inn ditt tall",
          text: "Til høyre skriver du antall saker med mellom 3-6 måneders undersøkelsestid hvor beslutning om utvidet undersøkelse er godkjent av statsforvalteren. Under feltet står hva tallet gjør med fristbruddene. Et tall du ga til en tidligere versjon, står i feltet fra starten, med en merknad om hvor det er hentet fra.",
        },
        {
          title: "8. Godkjenn",
          text: "Velg «Ja» ved «Godkjenner», og trykk «Lagre», «Fortsett arbeidsflyt» og «Bekreft». Rapporten går til Bufdir. Du kan angre i ti sekunder. Etter det står det hvor avgjørelsen er.",
          terms: [
            [
              "Lagret her",
              "Avgjørelsen ligger trygt på maskinen og er ikke mottatt av serveren. Den sendes når maskinen har nett og du er logget inn.",
            ],
            ["Mottatt", "Serveren har den og har gitt en kvittering med nummer."],
            ["Hos Bufdir", "Bufdir har kvittert."],
          ],
        },
        {
          title: "Flere rapporter uten funn",
          text: "Fanen «Hele fylket» viser alle enhetene i et halvår. Til høyre står rapportene som venter og ikke har funn. Fyll inn ditt tall for dem du vil godkjenne, og trykk «Fortsett arbeidsflyt». Du får se hvert tall før du bekrefter. Hver rapport blir en egen avgjørelse med egen kvittering.",
        },
        {
          title: "Minn om fristen",
          text: "«Send påminnelse» i fanen «Hele fylket» viser hvem som ikke har rapportert. Velg én eller flere, og trykk «Se e-posten». Ingenting sendes før du har sett den. Påminnelser krever nett, og en enhet kan ikke minnes om fristen to ganger på en time.",
        },
        {
          title: "9. Returner for korrigering",
          text: "Velg «Nei», og skriv i kommentaren hvorfor skjemaet returneres. «Spør kommunen» ved et funn eller et punkt legger punktet i listen over det du spør om. Kommunen må svare på hvert av dem før den kan sende på nytt. Trykk «Lagre», «Fortsett arbeidsflyt» og «Bekreft».",
        },
        {
          title: "10. Korrigert rapport",
          text: "Når kommunen sender på nytt, får du et varsel, og rapporten står igjen under «Åpne oppgaver». Den åpner på endringene: det du spurte om og som er endret, det du spurte om og som ikke er endret, og det som er endret uten at du spurte. Tasten E går til neste endring.",
        },
      ],
    },
    {
      title: "Etterpå",
      steps: [
        {
          title: "11. Løste oppgaver (arkiv)",
          text: "Avgjorte skjema ligger i arkivet med alle versjoner, avgjørelsen, kvitteringen og hvor den er. «Skriv ut» gir rapporten med avgjørelse og kvittering til kontorets arkiv. Ser du en feil etter godkjenningen, skriver du hva som er galt under «Be Bufdir om gjenåpning».",
        },
        {
          title: "Når noe trenger deg",
          text: "Har kommunen sendt en ny versjon, eller har en kollega avgjort før deg, gjelder ikke din avgjørelse. Den er holdt tilbake og står ved siden av det som gjelder, med teksten din. Ingenting sendes på nytt av seg selv: du avgjør på nytt, eller sier at du har lest det.",
        },
      ],
    },
    {
      title: "Tilgangssøknader",
      steps: [
        {
          title: "16. Les søknaden",
          text: "Den som vil se de publiserte tallene, søker om tilgang. Søknaden kommer med et varsel, og står under «Åpne oppgaver» med typen «Tilgangssøknad». Du ser hvem som søker, hvordan du når vedkommende, hvem søkeren arbeider for, og begrunnelsen. Ingen avgjør sin egen søknad.",
        },
        {
          title: "17. Svar på søknaden",
          text: "Velg «Ja» og den siste dagen med tilgang, høyst to år fram, eller «Nei» med en begrunnelse. Er søkeren ekstern, velger du «Ekstern søker, send til Bufdir»: da får Bufdir kontaktopplysningene, og avgjør. Trykk «Fortsett arbeidsflyt» og «Bekreft». «Tilganger» over listen viser hvem som har tilgang gjennom kontoret. Der kan du avslutte en tilgang. Det krever nett.",
        },
      ],
    },
    {
      title: "Tall og varsler",
      steps: [
        {
          title: "Utrapportering",
          text: "«Utrapportering» viser de publiserte tallene for embetets kommuner og bydeler, fylket og landet, også uten nett. Velg enhet og indikator til venstre. Første og andre halvår er hver sin serie. Bilder og tabeller kan lagres som filer i mappen Dokumenter, utenfor det krypterte lageret. Ved punkter som inngår i en indikator, står nummeret, for eksempel 3A. Det fører til indikatoren for samme kommune.",
        },
        {
          title: "Varsler",
          text: "Når noe kommer inn, viser maskinen et varsel. Er programmet låst opp, står det hvilken enhet det gjelder. Er det låst, står det bare hvor mange som er kommet. Varsler viser aldri tall. Du velger «Stille tid» under «Innstillinger». Ikonet i systemstatusfeltet sier om programmet er tilkoblet. Venter noe på å bli sendt når du avslutter, får du vite det først.",
        },
      ],
    },
  ],
  keys: "«Bekreft» har ingen snarvei.",
  diagnostics: "Når noe ikke virker",
  diagnosticsText:
    "Feilsøkingsfilen sier hva programmet har gjort de siste dagene, og om maskinen. Den inneholder ingen rapporter, avgjørelser eller personopplysninger. Du kan lese den før du sender den til noen.",
  diagnosticsExport: "Lagre feilsøkingsfil",
  diagnosticsIn: (file) => `Feilsøkingsfilen ligger her: ${file}`,
  about: "Om programmet",
  parts: [
    {
      title: "Hva ligger på denne maskinen",
      text: "Kontorets rapporter, utkastene dine og avgjørelser som venter, ligger kryptert her. Du kan lese og avgjøre uten nett. Det du avgjør, sendes når maskinen får nett og du er logget inn.",
    },
    {
      title: "Personvern",
      text: "Rapportene inneholder tall og kommunens tekster, ikke opplysninger om enkeltpersoner i saker. Skriv ikke slike opplysninger i kommentaren.",
    },
    {
      title: "Tilgjengelighet",
      text: "Programmet kan brukes med tastatur alene og med skjermleser, og tåler 200 % forstørrelse.",
    },
    {
      title: "Hvem laget det",
      text: "Halvårsrapport er et selvstendig program og ikke Bufdirs egen tjeneste. Trenger du hjelp, kontakt den som drifter serveren på kontoret ditt.",
    },
  ],
};
