"""In which colours is drawn? One palette that colour-blind readers tell apart, and a few greys."""

#: Okabe and Ito's.
BLUE, RED, GREEN, PINK, ORANGE, SKY = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
)
#: From what is drawn first to what stands behind: marks, words, notes at the foot, lines, areas.
BLACK, INK, SOFT, GREY, PALE = "#222222", "#3a444e", "#5b6875", "#8a949e", "#c5ccd3"
#: Bands of 95, 80 and 50 %: the columns of their ends, and how dense each is laid over the last.
BANDS = (("p2.5", "p97.5", 0.15), ("p10", "p90", 0.28), ("p25", "p75", 0.45))
