TITLE Node of Ranvier of a motor axon

COMMENT
The equations of kinetics.py and cable.py, written a second time on purpose: an oracle must be able to disagree.
Conductances and reversal potentials come from the Cable under test.  As a point process it takes absolute
conductances (uS) and gives nA, so that no membrane area comes in.

A further current takes five entries: its conductance under RANGE and PARAMETER, its gate under STATE, a line
in `gates`, a block in `rates`, a term in `i`; and its conductance's name in oracle.py.

The table is for the benchmark.  The oracle sets usetable_nervelab_node = 0 and works with exact rates.
ENDCOMMENT

NEURON {
    POINT_PROCESS nervelab_node
    NONSPECIFIC_CURRENT i
    RANGE gnaf, gnap, gks, gkf, gl, e_k, e_l
    GLOBAL e_na, m_inf, m_tau, h_inf, h_tau, p_inf, p_tau, s_inf, s_tau, n_inf, n_tau
}

UNITS {
    (nA) = (nanoamp)
    (mV) = (millivolt)
    (uS) = (microsiemens)
}

PARAMETER {
    gnaf = 0 (uS)
    gnap = 0 (uS)
    gks = 0 (uS)
    gkf = 0 (uS)
    gl = 0 (uS)
    e_na = 0 (mV)
    e_k = 0 (mV)
    e_l = 0 (mV)
}

STATE { m h p s n }

ASSIGNED {
    v (mV)
    i (nA)
    m_inf
    m_tau (ms)
    h_inf
    h_tau (ms)
    p_inf
    p_tau (ms)
    s_inf
    s_tau (ms)
    n_inf
    n_tau (ms)
}

BREAKPOINT {
    SOLVE gates METHOD cnexp
    i = (gnaf*m*m*m*h + gnap*p*p*p)*(v - e_na) + (gks*s + gkf*n*n*n*n)*(v - e_k) + gl*(v - e_l)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/m_tau
    h' = (h_inf - h)/h_tau
    p' = (p_inf - p)/p_tau
    s' = (s_inf - s)/s_tau
    n' = (n_inf - n)/n_tau
}

PROCEDURE rates(v (mV)) {
    LOCAL opening, closing
    TABLE m_inf, m_tau, h_inf, h_tau, p_inf, p_tau, s_inf, s_tau, n_inf, n_tau FROM -160 TO 120 WITH 28000

    opening = 2.2^1.7 * linear(1.86, v + 21.4, 10.3)
    closing = 2.2^1.7 * linear(0.086, -(v + 25.7), 9.16)
    m_inf = opening/(opening + closing)
    m_tau = 1/(opening + closing)

    opening = 2.9^1.7 * linear(0.062, -(v + 114), 11)
    closing = 2.9^1.7 * 2.3/(1 + exp(-(v + 31.8)/13.4))
    h_inf = opening/(opening + closing)
    h_tau = 1/(opening + closing)

    opening = 2.2^1.7 * linear(0.01, v + 27, 10.2)
    closing = 2.2^1.7 * linear(0.00025, -(v + 34), 10)
    p_inf = opening/(opening + closing)
    p_tau = 1/(opening + closing)

    opening = 0.00556 * exp((v + 60)/22)
    closing = 0.00556 * exp(-(v + 60)/22)
    s_inf = opening/(opening + closing)
    s_tau = 1/(opening + closing)

    opening = 3.0^0.1 * linear(0.0462, v + 83.2, 1.1)
    closing = 3.0^0.1 * linear(0.0824, -(v + 66), 10.5)
    n_inf = opening/(opening + closing)
    n_tau = 1/(opening + closing)
}

FUNCTION linear(rate, x (mV), scale (mV)) {
    if (fabs(x/scale) < 1e-6) {
        linear = rate*scale*(1 + x/scale/2)
    } else {
        linear = rate*x/(1 - exp(-x/scale))
    }
}
